package memory

import (
	"testing"

	"opencec/tools/query/querytest"
	"opencec/tools/register"
)

// What is packed is the same when it is put together again.
func TestDocuments(t *testing.T) {
	t.Parallel()
	for _, reg := range []*register.Register{querytest.Sample(), querytest.Random(2, 300)} {
		for _, k := range register.Kinds() {
			records := reg.OfKind(k)
			d := newDocuments(reg, records)
			for ordinal, rec := range records {
				for _, day := range []register.Date{querytest.Today, querytest.Day("0001-01-01"), querytest.Day("9999-12-31")} {
					want, err := register.EncodeJSON(reg.View(rec, day))
					if err != nil {
						t.Fatal(err)
					}
					if got := string(d.append([]byte("x"), uint32(ordinal), day)); got != "x"+string(want) {
						t.Fatalf("on %s\n got %s\nwant x%s", day, got, want)
					}
				}
			}
			if n := len(d.layouts.known); len(records) > 100 && n > len(records)/2 {
				t.Errorf("%d %s have %d layouts", len(records), k.Folder(), n)
			}
		}
	}
}

func TestPack(t *testing.T) {
	t.Parallel()
	p := packer{id: "a/b"}
	p.object(`{"id":"a/b","n":null,"list":[],"texts":["a/b","]}\\",{"x":",\":"}],"yes":true,`)
	p.hole(dayHole)
	p.object(`,"number":-1.5,"links":{"self":"/v1/a/b","other":"/a/b/"},"last":"\"}"}`)
	var all layouts
	l := all.of(p.layout)
	if again := all.of(p.layout); again != l {
		t.Error("the same layout is kept twice")
	}
	var got string
	values := p.values
	for i, h := range l.holes {
		got += l.texts[i]
		switch h {
		case idHole:
			got += "<id>"
		case dayHole:
			got += "<day>"
		default:
			got += "<" + values[0] + ">"
			values = values[1:]
		}
	}
	got += l.texts[len(l.holes)]
	want := `{"id":"<id>","n":null,"list":[],"texts":<["a/b","]}\\",{"x":",\":"}]>,"yes":true,<day>,"number":<-1.5>,"links":{"self":"/v1/<id>","other":"/<id>/"},"last":<"\"}">}`
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}
