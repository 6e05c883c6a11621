package register

// A Certification says what the certificates that cover a listing amount to on a day.
// NoCertificate says nothing about the product: the register has none on record.
type Certification string

// The certifications, in words for people.
const (
	Certified     Certification = "certified"                 // some certificate is current
	NotCertified  Certification = "not certified"             // one was current: it has expired or was revoked
	CertifiedNext Certification = "certificate not yet valid" // all certificates are in the future
	NoCertificate Certification = "no certificate recorded"
)

// Certifications returns all certifications, the best first.
func Certifications() []Certification {
	return []Certification{Certified, NotCertified, CertifiedNext, NoCertificate}
}

// CertificationOn returns the certification of a listing on day, given the certificates
// that cover it.
func CertificationOn(certificates []*Certificate, day Date) Certification {
	says := NoCertificate
	for _, c := range certificates {
		switch c.StatusOn(day) {
		case CertificateCurrent:
			return Certified
		case CertificateUpcoming:
			if says == NoCertificate {
				says = CertifiedNext
			}
		default:
			says = NotCertified
		}
	}
	return says
}
