package register

import (
	"encoding/json"
	"testing"
)

func TestEncodeJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		">=25.10.4 & <a>, Größe 日本":             `">=25.10.4 & <a>, Größe 日本"`,
		"a\u202eb\u2066":                        `"a\u202eb\u2066"`,
		"tag \U000e0041":                        `"tag \udb40\udc41"`,
		"a\u200b\u034f\u115f\ufe0f\u0085\u2028": `"a\u200b\u034f\u115f\ufe0f\u0085\u2028"`,
	} {
		got, err := EncodeJSON(text)
		if err != nil || string(got) != want {
			t.Errorf("%+q is %s, %v, not %s", text, got, err, want)
		}
		var read string
		if err := json.Unmarshal(got, &read); err != nil || read != text {
			t.Errorf("%s is read as %+q, %v, not %+q", got, read, err, text)
		}
	}
}
