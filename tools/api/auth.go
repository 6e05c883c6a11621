package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"opencec/tools/query/keys"
)

// challenge tells a client how to send a key.
const challenge = `Bearer realm="register"`

// keyed lets only requests with a good key through, as many as the key may make.
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

// checked returns the key of a request's secret, or the answer to a wrong one. Wrong keys
// are counted, and not limited: a good key must be answered also from an address that has
// sent many wrong ones, and a limit that lets the right guess through stops no guessing.
// What keeps keys from being guessed is that they are random.
func (s *Server) checked(secret string, now time.Time) (keys.Key, error) {
	key, err := s.keys.Verify(secret, now.In(s.location()))
	switch {
	case errors.Is(err, keys.ErrUnread):
		return keys.Key{}, notReady(noKeys) // it may be a good one
	case err != nil:
		s.metrics.badKeys.WithLabelValues(reasonOf(err)).Inc()
		return keys.Key{}, refused(err)
	}
	return key, nil
}

// location returns where the days are counted on which keys expire: in the
// register's calendar, once there is a register.
func (s *Server) location() *time.Location {
	if engine := s.versions.current(); engine != nil {
		return engine.Register().Location()
	}
	return s.now().Location()
}

// secretOf returns the key that a request sends, in whichever of the two ways.
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

// badKeyReasons are why a key is not good. With key- before it, a reason is the code
// of the answer.
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

// refused is the answer to a key that is not good.
func refused(err error) *Error {
	detail := err.Error()
	return unauthorized("key-"+reasonOf(err), strings.ToUpper(detail[:1])+detail[1:]+".", challenge+`, error="invalid_token"`)
}
