package starter

import (
	"fmt"
	"os"
	"path/filepath"

	"opencec/schemas"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

// WriteSchemas writes the schemas for editors into a folder, with the attributes of device
// classes, and returns the paths of the files.
func WriteSchemas(dir string, classes []*register.DeviceClass) (written []string, err error) {
	files, err := schemas.All(classes)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder of the schemas: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder of the schemas: %w", err)
	}
	defer root.Close()
	for _, f := range files {
		if err := source.WriteFile(root, f.Name, f.Data); err != nil {
			return written, err
		}
		written = append(written, filepath.Join(dir, f.Name))
	}
	return written, nil
}
