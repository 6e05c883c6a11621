package signature

import "strings"

// KeysOf returns the public halves of the secrets.
func KeysOf(secrets []Secret) []Key {
	var keys []Key
	for _, s := range secrets {
		keys = append(keys, s.Key())
	}
	return keys
}

// SignedBy returns the end of a message: ", signed by NAME and NAME", or "" without keys.
func SignedBy(keys []Key) string {
	if len(keys) == 0 {
		return ""
	}
	var ids []string
	for _, k := range keys {
		ids = append(ids, k.ID())
	}
	return ", signed by " + strings.Join(ids, " and ")
}
