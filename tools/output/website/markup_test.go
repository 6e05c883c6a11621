package website

import (
	"html/template"
	"testing"

	"opencec/tools/register"
)

// Texts of records are escaped, in elements and in their attributes.
func TestMarkup(t *testing.T) {
	t.Parallel()
	const hostile = `<b a="1">&'`
	const escaped = `&lt;b a=&#34;1&#34;&gt;&amp;&#39;`
	for _, test := range []struct{ got, want template.HTML }{
		{dayOf(date("2026-03-05")).Time(), `<time datetime="2026-03-05">5 March 2026</time>`},
		{Day{}.Time(), ""},
		{statusText(register.StatusUpcoming).Badge(), `<span class="status" data-status="upcoming">Not yet listed</span>`},
		{Certification(register.Certified).Badge(), `<span class="certified" data-certified="true">Certified</span>`},
		{Certification("no certificate recorded").Badge(), `<span class="certified" data-certified="false">No certificate recorded</span>`},
		{Link{hostile, "/device-classes/bess/"}.Chip(), `<a class="chip" href="/device-classes/bess/">` + escaped + `</a>`},
		{ProfileLink{Name: hostile, Href: "/test-profiles/a/"}.Chip(), `<a class="chip" href="/test-profiles/a/">` + escaped + `</a>`},
		{Detail{Label: "Model", Value: hostile}.Shown(), `<span class="value">` + escaped + `</span>`},
		{Detail{Value: hostile, Href: `https://example.org/a b?"<'`, Note: hostile}.Shown(), `<a class="value" href="https://example.org/a%20b?&#34;&lt;&#39;">` + escaped + `</a><small>` + escaped + `</small>`},
		{AttributeDetail{Detail: Detail{Value: hostile}}.Shown(), `<span class="value">` + escaped + `</span>`},
		{AttributeDetail{Detail{Value: "5 kW", Note: hostile}, hostile, `[[1,"5"]]`}.Shown(), `<span class="value" data-values="[[1,&#34;5&#34;]]">5 kW</span><small class="by-period">` + escaped + `</small><small>` + escaped + `</small>`},
	} {
		if test.got != test.want {
			t.Errorf("got  %s\nwant %s", test.got, test.want)
		}
	}
}
