package api

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
)

// ParseProxies parses a list of addresses and networks, such as "10.0.0.0/8,
// 2001:db8::1", whose X-Forwarded-For the server trusts.
func ParseProxies(list string) ([]netip.Prefix, error) {
	var proxies []netip.Prefix
	var errs []error
	for text := range strings.SplitSeq(list, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		network, err := parseNetwork(text)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		proxies = append(proxies, network)
	}
	return proxies, errors.Join(errs...)
}

func parseNetwork(text string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(text); err == nil && a.Zone() == "" {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	network, err := netip.ParsePrefix(text)
	switch {
	case err != nil:
		return netip.Prefix{}, fmt.Errorf("%q is neither an address nor a network: write 10.0.0.0/8 or 2001:db8::1", text)
	case network.Addr().Is4In6():
		return netip.Prefix{}, fmt.Errorf("%q is an IPv4 network written as IPv6: write it as IPv4", text)
	case network != network.Masked():
		return netip.Prefix{}, fmt.Errorf("%q has bits beyond its length: write %s", text, network.Masked())
	}
	return network, nil
}

// clientOf returns the client's address: an IPv4 address, or the /64 of an IPv6 address,
// which is what one customer has. Trusted proxies name the client for whom they ask; the
// nearest address that is not a trusted proxy is the client's, because everything before
// it may be forged.
func (s *Server) clientOf(r *http.Request) netip.Prefix {
	address := parseHop(r.RemoteAddr)
	lines := r.Header["X-Forwarded-For"]
	if len(lines) == 0 {
		return network(address)
	}
	if !s.trusts(address) {
		s.warnForwarded.Do(func() {
			s.log.LogAttrs(r.Context(), slog.LevelWarn, "X-Forwarded-For is not believed: the address that sent it is no trusted proxy. If it is yours, name it as one; "+
				"otherwise the log has its address for all who come through it. This is said once", slog.String("remote", addressText(network(address))))
		})
		return network(address)
	}
	for i := len(lines) - 1; i >= 0; i-- {
		for line, more := lines[i], true; more && s.trusts(address); {
			var hop string
			line, hop, more = cutLast(line)
			named := parseHop(hop)
			if !named.IsValid() { // nothing before it is reliable
				return network(address)
			}
			address = named
		}
	}
	return network(address)
}

// cutLast splits off the last element of a comma-separated list.
func cutLast(list string) (before, last string, more bool) {
	i := strings.LastIndexByte(list, ',')
	return list[:max(0, i)], strings.TrimSpace(list[i+1:]), i >= 0
}

// parseHop parses an address with or without a port. It returns the zero address if that
// fails.
func parseHop(text string) netip.Addr {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap().WithZone("")
	}
	if a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")); err == nil {
		return a.Unmap().WithZone("")
	}
	return netip.Addr{}
}

func (s *Server) trusts(address netip.Addr) bool {
	for _, proxy := range s.proxies {
		if proxy.Contains(address) {
			return true
		}
	}
	return false
}

// network returns the network by which clients are distinguished.
func network(address netip.Addr) netip.Prefix {
	bits := address.BitLen()
	if address.Is6() {
		bits = 64
	}
	n, err := address.Prefix(bits)
	if err != nil { // no address, as for a Unix socket
		return netip.Prefix{}
	}
	return n
}

// addressText formats a client's address for the log.
func addressText(client netip.Prefix) string {
	switch {
	case !client.IsValid():
		return ""
	case client.IsSingleIP():
		return client.Addr().String()
	}
	return client.String()
}
