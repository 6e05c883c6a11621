package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"runtime/debug"
)

// build identifies the program's build: by its version control state or, if it was built
// without, by the digest of the executable.
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	name, stamped := info.Main.Version, false
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" || s.Key == "vcs.modified" {
			name += " " + s.Value
			stamped = true
		}
	}
	if !stamped {
		name += " " + executableDigest()
	}
	return name
}

// executableDigest returns the digest of the executable, or "" if it cannot be read.
func executableDigest() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	digest, err := fileDigest(path)
	if err != nil {
		return ""
	}
	return digest
}

func fileDigest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
