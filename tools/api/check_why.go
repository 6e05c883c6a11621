package api

import (
	"fmt"
	"slices"
	"strings"

	"opencec/tools/register"
	"opencec/tools/register/match"
)

// maxReasons is how many certificates the reason mentions: the record has them all.
const maxReasons = 3

// whyNotCertified explains why no certificate of a listing is current on a day, for a
// version of its software if one is given.
func whyNotCertified(certificates []*register.Certificate, on register.Date, software string) string {
	if len(certificates) == 0 {
		return "No certificate is recorded that covers it."
	}
	var reasons []string
	for _, c := range certificates[:min(len(certificates), maxReasons)] {
		reasons = append(reasons, certificateReason(c, on, software))
	}
	if len(certificates) > maxReasons {
		reasons = append(reasons, fmt.Sprintf("None of all %d is current.", len(certificates)))
	}
	return strings.Join(reasons, " ")
}

func certificateReason(c *register.Certificate, on register.Date, software string) string {
	name := "Certificate " + c.Number + " "
	switch c.StatusOn(on) {
	case register.CertificateRevoked:
		return name + "was revoked on " + register.DateInWords(c.Revoked.On) + register.Because(c.Revoked.Reason)
	case register.CertificateUpcoming:
		return name + "is not valid before " + register.DateInWords(c.CertificationDate) + "."
	case register.CertificateExpired:
		return name + "has expired: its last day was " + register.DateInWords(c.Expiry) + "."
	}
	return name + fmt.Sprintf("covers the software versions %s, not %s.", c.SoftwareVersions, software)
}

// whyNoMatch explains why an item has no match.
func whyNoMatch(reg *register.Register, item checkItem, result match.Result) string {
	near := nearNames(reg, result)
	switch {
	case result.Outcome == match.Ambiguous && severalManufacturers(result.NearMisses):
		return "Several manufacturers have a model of that name, and it is not clear which is meant: " + near + ". Give the manufacturer as it is recorded, or the id."
	case result.Outcome == match.Ambiguous:
		return "Several models go by that name, and it is not clear which is meant; near misses: " + near + ". Give the model exactly as it is recorded, or the id."
	case item.ID != "" && near == "":
		return "No listing has that id, now or formerly."
	case item.ID != "":
		return "No listing has that id, now or formerly; near misses: " + near + "."
	case near == "":
		return "No listing of this model is known, nor of one with a similar name."
	case item.class != "":
		return "No listing of this model is known in the device class " + item.class + "; near misses: " + near + "."
	}
	return "No listing of this model is known; near misses: " + near + "."
}

// nearNames names the first near misses with their differences, and counts the others.
func nearNames(reg *register.Register, result match.Result) string {
	var names []string
	for _, n := range result.NearMisses[:min(len(result.NearMisses), match.MaxNearMisses)] {
		names = append(names, fullName(reg, n.Listing)+" ("+n.Why+")")
	}
	if more := max(result.Products, len(result.NearMisses)) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, "; ")
}

// severalManufacturers reports whether not all products are of one manufacturer.
func severalManufacturers(near []match.NearMiss) bool {
	return slices.ContainsFunc(near, func(n match.NearMiss) bool { return n.Listing.Manufacturer != near[0].Listing.Manufacturer })
}

// fullName returns a model with its manufacturer.
func fullName(reg *register.Register, l *register.Listing) string {
	return reg.Manufacturer(l.Manufacturer).Name + " " + l.Model
}
