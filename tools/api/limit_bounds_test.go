package api

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"opencec/tools/keys"
)

// What is remembered does not grow with those who ask.
func TestLimitsAreBounded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	wrong := newWrongKeys(1)
	address := netip.MustParseAddr("2001:db8::")
	first := network(address)
	for i := range 2 * maxAddresses {
		bytes := address.As16()
		bytes[4], bytes[5], bytes[6] = byte(i>>16), byte(i>>8), byte(i)
		wrong.sentWrong(network(netip.AddrFrom16(bytes)), now)
	}
	if n := wrong.callers.Len(); n != maxAddresses {
		t.Errorf("%d addresses are remembered", n)
	}
	if s := wrong.standing(first, now); s.wait != 0 {
		t.Error("the oldest address is remembered")
	}

	for i := range 3 * maxGoodKeys {
		wrong.sentGood(first, fmt.Sprint("key-", i))
	}
	wrong.sentWrong(first, now)
	good := wrong.standing(first, now).good
	if len(good) != maxGoodKeys || !slices.Contains(good, fmt.Sprint("key-", 3*maxGoodKeys-1)) {
		t.Errorf("good keys %v", good)
	}

	rates := newRates(1)
	for i := range 2 * keys.MaxKeys {
		rates.take(keys.Key{Name: fmt.Sprint("key-", i)}, now)
	}
	if n := rates.buckets.Len(); n != keys.MaxKeys {
		t.Errorf("%d buckets are held", n)
	}
}
