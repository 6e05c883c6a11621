package spelling

import (
	"net/url"
	"strings"
	"testing"
)

func TestAddressFlaw(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"https://example.org", "http://localhost:8080", "https://example.org/a%20b?q=@x#@y", "https://medium.com/@somebody/page",
		"https://192.0.2.1/x", "https://[2001:db8::1]:8443/", "https://EXAMPLE.org/Größe", "https://müller.example/", "https://xn--mller-kva.example/",
		"https://завод.рф/", "https://日本.example", "https://paral·lel.example", "https://ソ・ニ.example", "https://हिन्दी.example", "https://my_host.example:1/", "https://example.org/?a=b:c@d",
	} {
		if got := AddressFlaw(address); got != "" {
			t.Errorf("%q: %s", address, got)
		}
	}
	const form = ", which cannot be one: it is made of letters, digits, hyphens and full stops, at most 63 in a part"
	for address, want := range map[string]string{
		"":                                 "must begin with https:// or http://",
		"https:tesla.com":                  "must begin with https:// or http://",
		"javascript:alert(1)":              "must begin with https:// or http://",
		"data:text/html,x":                 "must begin with https:// or http://",
		"ftp://example.org":                "must begin with https:// or http://",
		"//example.org":                    "must begin with https:// or http://",
		"HTTPS://example.org":              "must begin with https:// or http://",
		"https://tesla.com@evil.example/x": `has a user name or password before its host, "evil.example": write it without`,
		"https://a:b@evil.example":         `has a user name or password before its host, "evil.example": write it without`,
		"https://@evil.example":            `has a user name or password before its host, "evil.example": write it without`,
		`https:\\tesla.com`:                `has a backslash, which browsers read as "/": write "/", or %5C where it is meant`,
		`https://tesla.com\.evil.example/`: `has a backslash, which browsers read as "/": write "/", or %5C where it is meant`,
		"https://tesla.com%40evil.example": `has the host "tesla.com%40evil.example"` + form,
		"https://tesla%E3%80%82com":        `has the host "tesla%E3%80%82com"` + form,
		"https://":                         "has no host after its //",
		"https:///path":                    "has no host after its //",
		"https://:443/":                    "has no host after its //",
		"https://?x":                       "has no host after its //",
		"https://example.org:/":            `has the port "": write a number from 1 to 65535, or none`,
		"https://example.org:99999":        `has the port "99999": write a number from 1 to 65535, or none`,
		"https://example.org:+80":          `has the port "+80": write a number from 1 to 65535, or none`,
		"https://a..b/":                    `has the host "a..b"` + form,
		"https://example.org./":            `has the host "example.org."` + form,
		"https://-a.example":               `has the host "-a.example"` + form,
		"https://a b.example":              "has a space (U+0020): write it as %20, or without",
		"https://a.example/\u00a0x":        "has a space (U+00A0): write it as %20, or without",
		"https://a.example/\tx":            "has a space (U+0009): write it as %20, or without",
		"https://a.example/<x>":            "has the character '<', which no address has: write it as %3C",
		"https://a.example/%zz":            `is no address: invalid URL escape "%zz"`,
		"https://[::1":                     `has the host "[:"`,
		"https://[fe80::1%25eth0]/":        `has the host "[fe80::1%25eth0]", which is no IP address`,
		"https://2130706433/":              `has the host "2130706433", which browsers take for an IP address: write that, as 192.0.2.1`,
		"https://0x7f.1/":                  `has the host "0x7f.1", which browsers take for an IP address: write that, as 192.0.2.1`,
		"https://teslа.com/": `has the host "teslа.com", which is xn--tesl-83d.com: it has the Cyrillic letter а (U+0430), which looks like a; ` +
			"write the host that is meant",
		"https://xn--tesl-83d.com/": `has the host "teslа.com", which is xn--tesl-83d.com: it has the Cyrillic letter а (U+0430), which looks like a; ` +
			"write the host that is meant",
		"https://ｔesla.com/":                    `has the host "ｔesla.com": write it as tesla.com, to which it leads`,
		"https://tesla。com/":                    `has the host "tesla。com": write it as tesla.com, to which it leads`,
		"https://tesla.com／.example/":           `has the host "tesla.com／.example", which cannot be one: `,
		"https://tesla.com\u2044x.evil.example": "has the host \"tesla.com\u2044x.evil.example\" with the character U+2044 (fraction slash), which is no letter or digit: write the host that is meant",
		"https://tesla.com\u2215x.evil.example": "has the host \"tesla.com\u2215x.evil.example\" with the character U+2215 (division slash), which is no letter or digit",
		"https://xn--i-7iq.ws/":                 "has the host \"i❤.ws\" with the character U+2764 (heavy black heart), which is no letter or digit",
		"https://xn--99999999999999/":           `has the host "xn--99999999999999", which cannot be one: `,
		"https://a.example/\u202ex":             "has U+202E",
		"https://a.exa\u200bmple/":              "has U+200B",
		"https://a.example/\U000e0041":          "has U+E0041",
		"https://" + strings.Repeat("a", 64):    `has the host "` + strings.Repeat("a", 64) + `"` + form,
	} {
		got := AddressFlaw(address)
		if !strings.HasPrefix(got, want) || got == "" {
			t.Errorf("%q:\ngot  %s\nwant %s", address, got, want)
		}
	}
}

// An address that is right has the host for Go that a reader sees.
func FuzzAddressFlaw(f *testing.F) {
	for _, seed := range []string{"https://tesla.com@evil.example/x", `https:\\tesla.com`, "https://müller.example:80/?a", "http://[::1]/", "https://xn--a", "https://a%40b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if AddressFlaw(address) != "" {
			return
		}
		u, err := url.Parse(address)
		if err != nil || u.User != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			t.Fatalf("%q: %+v, %v", address, u, err)
		}
		_, after, _ := strings.Cut(address, "://")
		if !strings.HasPrefix(after, u.Host) {
			t.Fatalf("%q has the host %q", address, u.Host)
		}
	})
}
