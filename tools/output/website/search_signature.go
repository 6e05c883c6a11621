package website

import "encoding/base64"

// signatureBits is the size of a signature: some four times as many bits as
// 10,000 listings have different trigrams, so that most are clear. A power of two.
const signatureBits = 1 << 16

// A trigramSignature tells of a block which trigrams, three letters or digits in a row,
// its folded texts can have: a set of bits, one for the hash of each. A word whose
// trigrams are not all there is in no text of the block. The same is in
// site/assets/js/signature.js.
type trigramSignature []byte

func newTrigramSignature() trigramSignature { return make(trigramSignature, signatureBits/8) }

func (s trigramSignature) add(folded string) {
	letters := []rune(folded)
	for i := 0; i+3 <= len(letters); i++ {
		bit := trigramHash(letters[i], letters[i+1], letters[i+2])
		s[bit/8] |= 1 << (bit % 8)
	}
}

func trigramHash(a, b, c rune) uint32 {
	const prime = 0x9E3779B1
	hash := uint32(a) * prime
	hash = (hash + uint32(b)) * prime
	hash = (hash + uint32(c)) * prime
	return (hash ^ hash>>15) & (signatureBits - 1)
}

// String returns the signature in base64, as it stands in the head.
func (s trigramSignature) String() string { return base64.StdEncoding.EncodeToString(s) }
