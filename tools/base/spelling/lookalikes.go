package spelling

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/rangetable"
)

// latinOf maps letters of other scripts to the Latin letter or digit that they look like
// on screens: the part of Unicode's confusables (UTS 39) that keyboards and documents
// have.
var latinOf = func() map[rune]rune {
	all := map[rune]rune{}
	for _, pair := range []struct{ others, latin string }{
		{"АВЕЅІЈКМНОРСТУХҮԌԚԜѴӀҺЗЬ", "ABESIJKMHOPCTYXYGQWVIh3b"}, // Cyrillic
		{"аеѕіјорсухһԛԝѵԁӏү", "aesijopcyxhqwvdly"},
		{"ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿ", "ABEZHIKMNOPTYXCJ"}, // Greek
		{"ικνορυχϲϳ", "ikvopuxcj"},
		{"ՍՏՕԼհոսօզցԱ", "USOLhnuoqgU"}, // Armenian
	} {
		latin := []rune(pair.latin)
		for i, r := range []rune(pair.others) {
			all[r] = latin[i]
		}
	}
	return all
}()

// rareScripts are scripts in which hardly any company writes its name today, and many of
// whose letters look Latin.
var rareScripts = rangetable.Merge(unicode.Cherokee, unicode.Lisu, unicode.Coptic, unicode.Deseret, unicode.Gothic,
	unicode.Old_Italic, unicode.Carian, unicode.Lycian, unicode.Lydian, unicode.Osage, unicode.Elbasan, unicode.Runic,
	unicode.Tifinagh, unicode.Vai, unicode.Bamum, unicode.Miao, unicode.Warang_Citi, unicode.Medefaidrin, unicode.Canadian_Aboriginal)

// LatinAlike returns a text with the Latin letters that its other letters look like.
func LatinAlike(text string) string {
	return strings.Map(func(r rune) rune {
		if like := latinOf[r]; like != 0 {
			return like
		}
		return r
	}, text)
}

func isLatinAlike(r rune) bool {
	return r >= 0x80 && (latinOf[r] != 0 || unicode.Is(rareScripts, r) || isPhonetic(r))
}

// orMeant ends a message about a text in several scripts, if the record can declare that
// they are intended.
const orMeant = ", or add mixed_scripts: true to the record if it is meant"

// lookAlikeFlaw returns what is wrong with the scripts of a text. The message ends with
// or.
func lookAlikeFlaw(text, or string) *Flaw {
	if wrong := lookAlikes(text); len(wrong) > 0 {
		return &Flaw{Message: "has " + strings.Join(namedLookAlikes(wrong), ", and ") + ": write it in one script" + or}
	}
	return nil
}

func digitsFlaw(name string) *Flaw {
	if digits := foreignDigits(name); digits != nil {
		return &Flaw{Message: "has " + strings.Join(digits, ", and ") + ": write digits as 0 to 9"}
	}
	return nil
}

// lookAlikes returns the letters of a name that look Latin but are not: those in a word
// with letters of several scripts, or all of them in a name whose other letters all look
// Latin.
//
// Greek letters that do not look Latin are signs of units and versions (kΩ, µ, α), and
// may appear with any script. So may Chinese, Japanese and Korean characters.
func lookAlikes(name string) []rune {
	var wrong []rune
	otherScript := false // some letter shows that the ones around it are intended
	for _, word := range strings.FieldsFunc(name, isBetweenWords) {
		scripts := scriptsOf(word)
		if len(scripts) > 1 {
			wrong = append(wrong, notIn(word, scripts[0])...)
		}
		otherScript = otherScript || isOtherScript(word)
	}
	if len(wrong) == 0 && !otherScript {
		wrong = slices.DeleteFunc([]rune(name), func(r rune) bool { return !isLatinAlike(r) })
	}
	return wrong
}

func isBetweenWords(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r)
}

// isOtherScript reports whether a word is clearly in another script than Latin: one of its
// letters does not look Latin. A single Greek letter is a sign and shows nothing.
func isOtherScript(word string) bool {
	letters, foreign := 0, false
	for _, r := range word {
		switch {
		case !unicode.IsLetter(r):
			continue
		case scriptOf(r) == "Latin":
			return false
		case !isLatinAlike(r) && !isEastAsian(r):
			foreign = true
		}
		letters++
	}
	return foreign && letters > 1
}

// scriptsOf returns the scripts of a word's letters, Latin first if it is among them. It
// leaves out letters that may appear with any script.
func scriptsOf(word string) []string {
	var scripts []string
	for _, r := range word {
		if script := scriptOf(r); script != "" && !goesWithAny(r) && !slices.Contains(scripts, script) {
			scripts = append(scripts, script)
		}
	}
	if i := slices.Index(scripts, "Latin"); i > 0 {
		scripts[0], scripts[i] = scripts[i], scripts[0]
	}
	return scripts
}

func goesWithAny(r rune) bool {
	return isEastAsian(r) || unicode.Is(unicode.Greek, r) && !isLatinAlike(r)
}

// notIn returns the letters of a word that are of another script.
func notIn(word, script string) []rune {
	return slices.DeleteFunc([]rune(word), func(r rune) bool {
		other := scriptOf(r)
		return other == "" || other == script || goesWithAny(r)
	})
}

var commonScripts = []struct {
	name  string
	table *unicode.RangeTable
}{{"Latin", unicode.Latin}, {"Greek", unicode.Greek}, {"Cyrillic", unicode.Cyrillic}}

// scriptOf returns the name of a letter's script, or "" for other characters. Phonetic
// letters are Latin only by name: ɑ and ɡ are not a and g.
func scriptOf(r rune) string {
	switch {
	case r < 0x80 && unicode.IsLetter(r):
		return "Latin"
	case !unicode.IsLetter(r), unicode.In(r, unicode.Common, unicode.Inherited):
		return ""
	case isPhonetic(r):
		return "phonetic"
	}
	for _, script := range commonScripts {
		if unicode.Is(script.table, r) {
			return script.name
		}
	}
	for name, table := range unicode.Scripts { // a letter is in one script
		if unicode.Is(table, r) {
			return name
		}
	}
	return ""
}

func isPhonetic(r rune) bool {
	return r >= '\u0250' && r <= '\u02af' || r >= '\u1d00' && r <= '\u1dbf' || r >= '\u01c0' && r <= '\u01c3'
}

// namedLookAlikes names letters, without duplicates, with their scripts and what they
// look like.
func namedLookAlikes(letters []rune) []string {
	var named []string
	for _, r := range letters {
		text := fmt.Sprintf("the %s letter %c (%U)", scriptOf(r), r, r)
		if like := latinOf[r]; like != 0 {
			text += fmt.Sprintf(", which looks like %c", like)
		}
		named = appendOnce(named, text)
	}
	return named
}

// foreignDigits names the digits of a name other than 0 to 9, without duplicates.
func foreignDigits(name string) []string {
	var named []string
	for _, r := range name {
		if r > '9' && unicode.IsDigit(r) {
			named = appendOnce(named, fmt.Sprintf("the digit %c (%U)", r, r))
		}
	}
	return named
}
