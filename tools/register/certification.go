package register

// A Certification is what the certificates that cover a listing say of it on a day.
// That none is recorded says nothing of the product: the register does not know.
type Certification string

// The certifications, as they are written for people.
const (
	Certified     Certification = "certified"                 // some certificate is current
	NotCertified  Certification = "not certified"             // one was: it has expired or was revoked
	CertifiedNext Certification = "certificate not yet valid" // all are still to come
	NoCertificate Certification = "no certificate recorded"
)

// Certifications returns all of them, the most wanted first.
func Certifications() []Certification {
	return []Certification{Certified, NotCertified, CertifiedNext, NoCertificate}
}

// CertificationOn returns what the certificates that cover one listing say of it on day.
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
