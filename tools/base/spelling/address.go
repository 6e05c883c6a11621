package spelling

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// AddressFlaw returns what is wrong with a web address, or "". A valid address leads
// where a reader expects: its host is what it seems to be, with nothing before it that
// looks like a host, and all programs parse it in the same way.
func AddressFlaw(address string) string {
	if flaw := TextFlaw(address); flaw != nil {
		return flaw.Message
	}
	for _, r := range address {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return fmt.Sprintf("has a space (%U): write it as %%20, or without", r)
		case r == '\\':
			return `has a backslash, which browsers read as "/": write "/", or %5C where it is meant`
		case strings.ContainsRune("\"<>^`{|}", r):
			return fmt.Sprintf("has the character %q, which no address has: write it as %%%02X", r, r)
		}
	}
	rest, isWeb := strings.CutPrefix(address, "https://")
	if !isWeb {
		rest, isWeb = strings.CutPrefix(address, "http://")
	}
	if !isWeb {
		return "must begin with https:// or http://"
	}
	authority := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		authority = rest[:end]
	}
	if flaw := authorityFlaw(authority); flaw != "" {
		return flaw
	}
	if _, err := url.Parse(address); err != nil {
		return "is no address: " + strings.TrimPrefix(err.Error(), fmt.Sprintf("parse %q: ", address))
	}
	return ""
}

// authorityFlaw returns what is wrong with a host and its port.
func authorityFlaw(authority string) string {
	if at := strings.LastIndex(authority, "@"); at >= 0 {
		return fmt.Sprintf("has a user name or password before its host, %.100q: write it without", authority[at+1:])
	}
	host, port, hasPort := authority, "", false
	if colon := strings.LastIndex(authority, ":"); colon > strings.LastIndex(authority, "]") {
		host, port, hasPort = authority[:colon], authority[colon+1:], true
	}
	if n, err := strconv.ParseUint(port, 10, 16); hasPort && (err != nil || n == 0) {
		return fmt.Sprintf("has the port %.20q: write a number from 1 to 65535, or none", port)
	}
	if literal, isLiteral := strings.CutPrefix(host, "["); isLiteral {
		literal, closed := strings.CutSuffix(literal, "]")
		if ip, err := netip.ParseAddr(literal); err != nil || !closed || !ip.Is6() || ip.Zone() != "" {
			return fmt.Sprintf("has the host %.100q, which is no IP address", host)
		}
		return ""
	}
	return hostFlaw(host)
}

// hostForm matches a host in ASCII. Some servers have an underscore in their names.
var hostForm = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$`)

// numberForm matches a last label that makes browsers parse the host as an IP address.
var numberForm = regexp.MustCompile(`^([0-9]+|0[xX][0-9A-Fa-f]*)$`)

const maxHost = 253

// hostFlaw returns what is wrong with the name of a host.
func hostFlaw(host string) string {
	if host == "" {
		return "has no host after its //"
	}
	ascii := host
	if !IsASCII(host) {
		var err error
		if ascii, err = idna.Lookup.ToASCII(host); err != nil {
			return fmt.Sprintf("has the host %.100q, which cannot be one: %v", host, err)
		}
	}
	if len(ascii) > maxHost || !hostForm.MatchString(ascii) {
		return fmt.Sprintf("has the host %.100q, which cannot be one: it is made of letters, digits, hyphens and full stops, at most 63 in a part", host)
	}
	if last := ascii[strings.LastIndex(ascii, ".")+1:]; numberForm.MatchString(last) {
		if _, err := netip.ParseAddr(ascii); err != nil {
			return fmt.Sprintf("has the host %.100q, which browsers take for an IP address: write that, as 192.0.2.1", host)
		}
	}
	return scriptsFlaw(host, strings.ToLower(ascii))
}

// scriptsFlaw returns what is wrong with the letters of a host, given as written and as
// ASCII, where letters of other scripts are Punycode.
func scriptsFlaw(host, ascii string) string {
	if !strings.Contains(ascii, "xn--") && IsASCII(host) {
		return ""
	}
	shown, err := idna.Lookup.ToUnicode(ascii)
	if err != nil {
		return fmt.Sprintf("has the host %.100q, which cannot be one: %v", host, err)
	}
	if !IsASCII(host) && shown != strings.ToLower(host) {
		return fmt.Sprintf("has the host %.100q: write it as %s, to which it leads", host, shown)
	}
	for label := range strings.SplitSeq(shown, ".") {
		if IsASCII(label) {
			continue
		}
		if at := strings.IndexFunc(label, isNoHostCharacter); at >= 0 {
			r, _ := utf8.DecodeRuneInString(label[at:])
			return fmt.Sprintf("has the host %.100q with the character %s, which is no letter or digit: write the host that is meant", shown, Named(r))
		}
		if letters := lookAlikes(label); len(letters) > 0 {
			return fmt.Sprintf("has the host %.100q, which is %s: it has %s; write the host that is meant", shown, ascii, strings.Join(namedLookAlikes(letters), ", and "))
		}
	}
	return ""
}

// isNoHostCharacter reports whether a character is not allowed in a host by IDNA 2008: it
// is neither a letter, mark or digit, nor a hyphen or underscore, nor a point that some
// languages have in words. Some of the others look like the slash after a host.
func isNoHostCharacter(r rune) bool {
	return !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune("-_\u00b7\u0375\u05f3\u05f4\u30fb", r)
}
