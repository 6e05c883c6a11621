package spelling

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ACM-7000":                    "ACM-7000",
		"ACM\u20117000":               "ACM-7000", // a hyphen that does not break
		"ACM\u20137000":               "ACM-7000", // en dash
		"ACM\u22127000":               "ACM-7000", // minus
		"ACM\ufe637000":               "ACM-7000", // small hyphen
		"ACM\uff0d7000":               "ACM-7000", // full-width hyphen
		"ACM\u00a05000":               "ACM 5000", // no-break space
		"ACM\u202f5\u2009000":         "ACM 5 000",
		"ACM\u30005000":               "ACM 5000",
		"ACM 6000\u200b":              "ACM 6000",
		"\ufeffACM\u00ad6000\u2060":   "ACM6000",
		"A\ufe0fC\U000e0041M":         "ACM", // variation selector, tag
		"ＡＣＭ－８０００":                    "ACM-8000",
		"\U0001d400\U0001d402M":       "ACM",    // mathematical bold
		"\u216b-5":                    "XII-5",  // the Roman numeral twelve as one character
		"\ufb01ne":                    "fine",   // a ligature
		"Mu\u0308ller":                "Müller", // NFD
		"O\u2019Neill 5\u2033":        `O'Neill 5"`,
		"4777\u20442":                 "4777/2",
		"X\u00b2":                     "X²", // another model than X2
		"\u00bd kW":                   "½ kW",
		"\u2460":                      "①",
		"1KOMMA5° Größe N\u00ba":      "1KOMMA5° Größe Nº",
		"Powerwall\u2122":             "Powerwall™",
		"5 k\u2126":                   "5 kΩ", // the ohm sign is the letter
		"5 \u00b5A":                   "5 \u03bcA",
		"株式会社（テスト）":                   "株式会社(テスト)",
		"\u2103":                      "°C",
		"a\u2028b":                    "a b",
		"\u0410\u0421\u041c \u0391":   "АСМ Α", // Cyrillic and Greek stay what they are
		"one\nline\tand another    .": "one\nline\tand another    .",
	} {
		if got := Plain(text); got != want {
			t.Errorf("Plain(%+q) = %+q, want %+q", text, got, want)
		}
	}
}

// The keys of texts that mean one product, and of those that do not.
func TestKeysOfCharacters(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ model, fold string }{
		"ACM\u20137000":       {"acm-7000", "acm7000"},
		"ACM 7000\u200b":      {"acm7000", "acm7000"},
		"ＡＣＭ－７０００":            {"acm-7000", "acm7000"},
		"A\u0308CM":           {"acm", "acm"},
		"ÄCM":                 {"acm", "acm"},
		"X²":                  {"x²", "x2"},
		"X2":                  {"x2", "x2"},
		"½ kW":                {"½kw", "12kw"},
		"A\u3164\u115fB":      {"ab", "ab"}, // Hangul fillers are letters by their category
		"O\u2019Neill":        {"o'neill", "oneill"},
		"SE10\u2024 0+":       {"se10.0+", "se100"},
		"\u0410\u0421\u041c1": {"асм1", "асм1"}, // never the key of ACM1
		"V5°α Plus":           {"v5°αplus", "v5αplus"},
	} {
		if got := ModelKey(text); got != want.model {
			t.Errorf("ModelKey(%+q) = %+q, want %+q", text, got, want.model)
		}
		if got := Fold(text); got != want.fold {
			t.Errorf("Fold(%+q) = %+q, want %+q", text, got, want.fold)
		}
	}
}

// For every character: what is folded stays, however it is encoded, and nothing that
// cannot be seen is left.
func TestKeysOfEveryCharacter(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) || unicode.Is(unicode.Han, r) || unicode.In(r, unicode.Co, unicode.Hangul) && r%64 != 0 {
			continue
		}
		text := "a" + string(r) + "1"
		for name, fold := range map[string]func(string) string{"Plain": Plain, "ModelKey": ModelKey, "Fold": Fold} {
			key := fold(text)
			if again := fold(key); again != key {
				t.Errorf("%s of %U is %+q, and of that %+q", name, r, key, again)
			}
			if decomposed := fold(norm.NFD.String(text)); decomposed != key {
				t.Errorf("%s of %U is %+q, and %+q decomposed", name, r, key, decomposed)
			}
			if strings.ContainsFunc(key, IsUnseen) {
				t.Errorf("%s of %U has what cannot be seen: %+q", name, r, key)
			}
		}
		if unicode.IsPrint(r) && IsUnseen(r) && !unicode.In(r, unicode.Mn, unicode.Lo) {
			t.Errorf("%U can be seen", r)
		}
	}
}

func TestTextFlaw(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Flaw{
		"Plain text – with “typography”, 5 m² and 日本": {},
		"two\nlines\tand a tab":                       {},
		"a\u200bb":                                    {`has U+200B (zero width space) after "a", which cannot be seen: remove it`, "ab"},
		"\ufeffa":                                     {`has U+FEFF (zero width no-break space) at its beginning, which cannot be seen: remove it`, "a"},
		"left\u202eright\u2066":                       {`has U+202E (right-to-left override) after "left" and U+2066 (left-to-right isolate) after "leftright", which cannot be seen: remove them`, "leftright"},
		"a\u200f \u061c":                              {`has U+200F (right-to-left mark) after "a" and U+061C (arabic letter mark) after "a ", which cannot be seen: remove them`, "a"},
		"a\u00adb\U000e0041":                          {`has U+00AD (soft hyphen) after "a" and U+E0041 (tag latin capital letter a) after "ab", which cannot be seen: remove them`, "ab"},
		"a\u3164\ufe0f\u034f":                         {`has U+3164 (hangul filler) after "a" and U+FE0F (variation selector-16) after "a" and U+034F (combining grapheme joiner) after "a", which cannot be seen: remove them`, "a"},
		"a\u2028b":                                    {`has U+2028 (line separator) after "a", which cannot be seen: remove it`, ""},
		"a\u0085b":                                    {`has U+0085 after "a", which cannot be seen: remove it`, ""},
		"a\x1bb":                                      {`has U+001B after "a", which cannot be seen: remove it`, ""},
		"a\x00b":                                      {`has U+0000 after "a", which cannot be seen: remove it`, ""},
		"ACM-\ufffd9000":                              {"has U+FFFD, which stands for a character that was lost: look up which, and write that", ""},
		"\ue000 private":                              {"has U+E000, which stands for a character that was lost: look up which, and write that", ""},
		"\u200b\ufffd":                                {"has U+FFFD, which stands for a character that was lost: look up which, and write that", ""},
		"careful \u26a0\ufe0f, hot":                   {},
		"a\ufe0f":                                     {`has U+FE0F (variation selector-16) after "a", which cannot be seen: remove it`, "a"},
		"\u26a0\ufe0f\ufe0f":                          {"has U+FE0F (variation selector-16) after \"\u26a0\", which cannot be seen: remove it", "\u26a0"},
		"Mu\u0308ller":                                {"has a letter and its accent as two characters: write them as one", "M\u00fcller"},
		"5 k\u2126":                                   {"has U+2126 (ohm sign) after \"5 k\", for which Unicode has \"\u03a9\": write that", "5 k\u03a9"},
		"\u0600\u0661 is seen, as it is below digits": {},
		"a\u0323\u0302\u0306\u0308b":                  {"has a letter and its accent as two characters: write them as one", "\u1ead\u0306\u0308b"},
		"q\u0323\u0302\u0306\u0308b":                  {},
		"Z\u0334\u0335\u0336\u0337\u0338go":           {`has too many marks on one letter, such as U+0338 (combining long solidus overlay) after "Z` + "\u0334\u0335\u0336\u0337" + `": write the letter with those that belong to it`, ""},
		"Te\u0302\u0302sla":                           {`has too many marks on one letter, such as U+0302 (combining circumflex accent) after "Te` + "\u0302" + `": write the letter with those that belong to it`, ""},
		"נַחַל, שָׁלוֹם, क्षेत्र, ที่, Việt":          {},
	} {
		compareFlaw(t, text, TextFlaw(text), want)
	}
}

func compareFlaw(t *testing.T, text string, got *Flaw, want Flaw) {
	t.Helper()
	if got == nil {
		got = &Flaw{}
	}
	if *got != want {
		t.Errorf("%+q:\ngot  %q → %q\nwant %q → %q", text, got.Message, got.Fixed, want.Message, want.Fixed)
	}
}

func TestNameFlaw(t *testing.T) {
	t.Parallel()
	const oneScript = ": write it in one script, or add mixed_scripts: true to the record if it is meant"
	for name, want := range map[string]Flaw{
		"ACM\u20137000":  {`has U+2013, which looks like "-": write it as everybody types it`, "ACM-7000"},
		"\u2600\ufe0f 5": {"has U+FE0F (variation selector-16), which cannot be seen: write it as everybody types it", "\u2600 5"},
		"\u144c\u1515":   {"has the Canadian_Aboriginal letter \u144c (U+144C), and the Canadian_Aboriginal letter \u1515 (U+1515)" + oneScript, ""},
		"ACM\u00a05000":  {`has U+00A0, which looks like " ": write it as everybody types it`, "ACM 5000"},
		"ＡCM":            {`has U+FF21, which looks like "A": write it as everybody types it`, "ACM"},
		"株式会社ＡB":         {`has U+FF21, which looks like "A": write it as everybody types it`, "株式会社AB"},
		"Mu\u0308ller":   {"has a letter and its accent as two characters: write them as one", "Müller"},
		"a\u200bb\u2013": {`has U+200B (zero width space) after "a", which cannot be seen: remove it`, "ab–"},
		"a\ufffd\u2013":  {"has U+FFFD, which stands for a character that was lost: look up which, and write that", ""},
		"Теsla":          {"has the Cyrillic letter Т (U+0422), which looks like T, and the Cyrillic letter е (U+0435), which looks like e" + oneScript, ""},
		"АСМ-8000":       {"has the Cyrillic letter А (U+0410), which looks like A, and the Cyrillic letter С (U+0421), which looks like C, and the Cyrillic letter М (U+041C), which looks like M" + oneScript, ""},
		"Tesla Χ":        {"has the Greek letter Χ (U+03A7), which looks like X" + oneScript, ""},
		"ΑCM":            {"has the Greek letter Α (U+0391), which looks like A" + oneScript, ""},
		"ACMб":           {"has the Cyrillic letter б (U+0431)" + oneScript, ""},
		"Սolar":          {"has the Armenian letter Ս (U+054D), which looks like U" + oneScript, ""},
		"Ꭺ5":             {"has the Cherokee letter Ꭺ (U+13AA)" + oneScript, ""},
		"Teslɑ":          {"has the phonetic letter ɑ (U+0251)" + oneScript, ""},
		"МТ-З":           {"has the Cyrillic letter М (U+041C), which looks like M, and the Cyrillic letter Т (U+0422), which looks like T, and the Cyrillic letter З (U+0417), which looks like 3" + oneScript, ""},
		"ACM-٥000":       {"has the digit ٥ (U+0665): write digits as 0 to 9", ""},
	} {
		compareFlaw(t, name, NameFlaw(name, false), want)
	}
	for _, name := range []string{
		"Powerwall 2", "1KOMMA5° Technology GmbH", "V5°α Plus", "Größe & Söhne", "Işık", "kΩ", "5 μA", "10 \u00b5F", "日本（5 \u00b5F）", "Δ-Max", "ΔT", "β", "X²", "Nº 1",
		"華為 Huawei", "日本モデル X1", "株式会社（テスト）", "삼성SDI", "Завод Прогресс", "ООО Рога", "Δέλτα", "ΔΕΗ", "Ćelija énergie", "Powerwall™ 3®",
	} {
		compareFlaw(t, name, NameFlaw(name, false), Flaw{})
	}
	// What is meant may mix scripts, and nothing else.
	for name, want := range map[string]Flaw{
		"Теsla":       {},
		"АСМ-8000":    {},
		"Тe\u200bsla": {`has U+200B (zero width space) after "Тe", which cannot be seen: remove it`, "Тesla"},
	} {
		compareFlaw(t, name, NameFlaw(name, true), want)
	}
}

// Each letter that is said to look like a Latin one or a digit is of another script.
func TestLookAlikes(t *testing.T) {
	t.Parallel()
	for r, like := range latinOf {
		if script := scriptOf(r); script != "Greek" && script != "Cyrillic" && script != "Armenian" {
			t.Errorf("%c (%U) is %s", r, r, script)
		}
		if like >= utf8.RuneSelf || !unicode.IsLetter(like) && !unicode.IsDigit(like) {
			t.Errorf("%c (%U) looks like %c (%U)", r, r, like, like)
		}
	}
}

func BenchmarkKeys(b *testing.B) {
	for name, text := range map[string]string{"ascii": "GW5000-EH (AS4777-2 2020)", "other": "1KOMMA5°-FullBlack-DG-01-445"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(text)
				ModelKey(text)
			}
		})
	}
}
