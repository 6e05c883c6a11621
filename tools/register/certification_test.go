package register

import "testing"

// A listing without certificates on record is never called "not certified": only one with
// an expired or revoked certificate is.
func TestCertificationOn(t *testing.T) {
	t.Parallel()
	on := day("2026-06-01")
	current := &Certificate{CertificationDate: day("2026-01-01"), Expiry: day("2026-06-01")}
	expired := &Certificate{CertificationDate: day("2025-01-01"), Expiry: day("2026-05-31")}
	revoked := &Certificate{CertificationDate: day("2026-01-01"), Revoked: &Ending{On: day("2026-06-01")}}
	ahead := &Certificate{CertificationDate: day("2026-06-02")}
	for _, test := range []struct {
		name         string
		certificates []*Certificate
		want         Certification
	}{
		{"none", nil, NoCertificate},
		{"current", []*Certificate{current}, Certified},
		{"expired", []*Certificate{expired}, NotCertified},
		{"revoked", []*Certificate{revoked}, NotCertified},
		{"still to come", []*Certificate{ahead}, CertifiedNext},
		{"expired, the next to come", []*Certificate{expired, ahead}, NotCertified},
		{"to come, one revoked", []*Certificate{ahead, revoked}, NotCertified},
		{"one of them current", []*Certificate{ahead, expired, current}, Certified},
	} {
		if got := CertificationOn(test.certificates, on); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
