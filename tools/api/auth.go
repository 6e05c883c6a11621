package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"opencec/tools/query/keys"
)

// challenge is the WWW-Authenticate header, which says how to send a key.
const challenge = `Bearer realm="register"`

// keyed passes on only requests with a valid key, within the key's rate.
func (s *Server) keyed(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		find := secretOf
		if isLegacy(r) {
			find = legacySecret
		}
		secret, err := find(r)
		if err != nil {
			return err
		}
		now, info := s.now(), infoOf(r)
		key, err := s.checked(secret, now)
		if err != nil {
			return err
		}
		info.key = key.Name
		if err := s.limited(w, key, now); err != nil {
			return err
		}
		return next(w, r)
	}
}

// checked returns the key that has the request's secret, or the error for an invalid one.
// Invalid keys are counted, but not limited: a valid key must work even from an address
// that has sent many invalid ones, and a limit that accepts the right guess would not
// stop guessing. Keys are safe because they are random.
func (s *Server) checked(secret string, now time.Time) (keys.Key, error) {
	key, err := s.keys.Verify(secret, now.In(s.location()))
	switch {
	case errors.Is(err, keys.ErrUnread):
		return keys.Key{}, notReady(noKeys) // the key may be valid
	case err != nil:
		s.metrics.badKeys.WithLabelValues(reasonOf(err)).Inc()
		return keys.Key{}, refused(err)
	}
	return key, nil
}

// location returns the time zone in which keys expire: that of the register, once there
// is one.
func (s *Server) location() *time.Location {
	if engine := s.versions.current(); engine != nil {
		return engine.Register().Location()
	}
	return s.now().Location()
}

// secretOf returns the key that a request sends, in either of the two headers.
func secretOf(r *http.Request) (string, error) {
	plain, bearer := r.Header["X-Api-Key"], r.Header["Authorization"]
	if len(plain)+len(bearer) > 1 {
		return "", &Error{Status: http.StatusBadRequest, Code: "key-sent-twice",
			Detail: "The request has more than one key. Send one, in x-api-key or as Authorization: Bearer."}
	}
	if len(plain) == 1 && plain[0] != "" {
		return plain[0], nil
	}
	if len(bearer) == 1 {
		scheme, secret, _ := strings.Cut(bearer[0], " ")
		if secret = strings.TrimSpace(secret); strings.EqualFold(scheme, "Bearer") && secret != "" {
			return secret, nil
		}
		return "", unauthorized("key-missing", "The Authorization header has no key: write Authorization: Bearer and the key.", challenge)
	}
	return "", unauthorized("key-missing", "This needs a key: send it in x-api-key, or as Authorization: Bearer.", challenge)
}

func unauthorized(code, detail, challenge string) *Error {
	return &Error{Status: http.StatusUnauthorized, Code: code, Detail: detail, Header: map[string]string{"WWW-Authenticate": challenge}}
}

// badKeyReasons are the reasons why a key is not valid. The error code is "key-" followed
// by the reason.
var badKeyReasons = []string{"unknown", "mistyped", "revoked", "expired"}

func reasonOf(err error) string {
	switch {
	case errors.Is(err, keys.ErrMistyped):
		return "mistyped"
	case errors.Is(err, keys.ErrRevoked):
		return "revoked"
	case errors.Is(err, keys.ErrExpired):
		return "expired"
	}
	return "unknown"
}

// refused returns the error for a key that is not valid.
func refused(err error) *Error {
	detail := err.Error()
	return unauthorized("key-"+reasonOf(err), strings.ToUpper(detail[:1])+detail[1:]+".", challenge+`, error="invalid_token"`)
}
