package website

import "testing"

// With JavaScript the reader chooses a language, for all examples, and it is kept for
// the next visit.
func TestLanguageIsChosenAndKept(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.open("/api/")
	const languages = `[...new Set([...document.querySelectorAll(".example[data-language]")].filter((e) => e.checkVisibility()).map((e) => e.dataset.language))].join(" ")`
	const groups = `String(document.querySelectorAll(".examples").length === document.querySelectorAll(".languages").length)`
	tb.waitFor(`document.querySelector(".languages") !== null`)
	expect := func(when, want string) {
		t.Helper()
		if got := eval[string](tb, languages); got != want {
			t.Errorf("%s the page shows %q, want %q", when, got, want)
		}
	}
	if got := eval[string](tb, groups); got != "true" {
		t.Error("not every example has a choice")
	}
	expect("at first", "sh")
	tb.perform(`[...document.querySelectorAll(".languages")].at(-1).querySelector("[data-language=go]").click()`)
	expect("after a choice", "go")
	if got := eval[string](tb, `document.querySelector(".languages [aria-pressed=true]").textContent`); got != "Go" {
		t.Errorf("the first choice says %q", got)
	}
	tb.open("/api/")
	tb.waitFor(`document.querySelector(".languages") !== null`)
	expect("at the next visit", "go")
	tb.perform(`localStorage.setItem("opencec-language", "cobol")`)
	tb.open("/api/")
	tb.waitFor(`document.querySelector(".languages") !== null`)
	expect("with a language that there is not", "sh")
	tb.open("/downloads/")
	if got := eval[string](tb, `String(document.querySelectorAll(".languages").length)`); got != "0" {
		t.Errorf("%s choices where there is one language", got)
	}
}

func TestLanguagesWithoutJavaScript(t *testing.T) {
	t.Parallel()
	tb := openTab(t, testSite(t))
	tb.disableScripts()
	tb.open("/api/")
	got := eval[string](tb, `[...new Set([...document.querySelectorAll(".example")].filter((e) => e.checkVisibility()).map((e) => e.querySelector(".example-name").firstChild.textContent.trim()))].join(" ")`)
	if want := "curl Python JavaScript Go"; got != want {
		t.Errorf("the page shows %q, want %q", got, want)
	}
}
