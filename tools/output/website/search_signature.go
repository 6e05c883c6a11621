package website

import "encoding/base64"

// signatureBits is the number of bits of a signature, a power of two. It is about four times the number
// of different trigrams of 10,000 listings, so that most bits are clear.
const signatureBits = 1 << 16

// A trigramSignature is a Bloom filter of the trigrams, three letters or digits in a row, in the
// folded texts of a block: a set of bits, one for the hash of each trigram. If a trigram of a word is
// missing, no text of the block has the word. site/assets/js/search_signature.js has the same code.
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

// String returns the signature in base64.
func (s trigramSignature) String() string { return base64.StdEncoding.EncodeToString(s) }
