package textarena_test

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"opencec/tools/base/textarena"
)

// Texts stay what they were when others are added, whatever their lengths.
func TestKeep(t *testing.T) {
	t.Parallel()
	var a textarena.Arena
	var want, got []string
	for i := range 2_000 {
		text := strings.Repeat(fmt.Sprint(i), i%17)
		if i%500 == 7 {
			text = strings.Repeat("long", 30_000)
		}
		want, got = append(want, text), append(got, a.Keep(text))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("text %d has become %.40q, want %.40q", i, got[i], want[i])
		}
	}
}

// Texts are side by side.
func TestKeepTogether(t *testing.T) {
	t.Parallel()
	const whole = "power-wall"
	var a textarena.Arena
	first, second := a.Keep(whole[:5]), a.Keep(whole[6:])
	if unsafe.Pointer(unsafe.StringData(second)) != unsafe.Add(unsafe.Pointer(unsafe.StringData(first)), len(first)) {
		t.Error("the second text does not follow the first")
	}
}
