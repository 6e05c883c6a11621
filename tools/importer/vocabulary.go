package importer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"opencec/tools/register"
	"opencec/tools/source"
)

// AddVocabulary copies what a data folder needs for the lists and does not have
// yet: the settings, the entity type device and the device classes. The files are
// copied byte for byte from vocabulary, a data folder that has them, and returned.
// Files that are there are left alone.
func AddVocabulary(root *os.Root, vocabulary fs.FS, lists []*List) (added []string, err error) {
	names := []string{source.SettingsFile, source.PathOf(register.EntityTypes, register.EntityDevice)}
	for _, l := range lists {
		names = append(names, source.PathOf(register.DeviceClasses, l.Kind.DeviceClass()))
	}
	for _, name := range names {
		if _, err := root.Lstat(name); err == nil {
			continue
		} else if !errors.Is(err, fs.ErrNotExist) {
			return added, fmt.Errorf("look for %s: %w", name, err)
		}
		content, err := fs.ReadFile(vocabulary, name)
		if err != nil {
			return added, fmt.Errorf("the data folder has no %s, and there is none to copy: %w", name, err)
		}
		if err := source.WriteFile(root, name, content); err != nil {
			return added, err
		}
		added = append(added, name)
	}
	return added, nil
}
