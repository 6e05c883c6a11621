package api

import (
	"errors"
	"net/http"
	"strings"

	"opencec/tools/keys"
)

// challenge tells a client how to send a key.
const challenge = `Bearer realm="register"`

// keyed lets only requests with a good key through.
func (s *Server) keyed(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		secret, err := secretOf(r)
		if err != nil {
			return err
		}
		location := s.now().Location()
		if engine := s.versions.current(); engine != nil {
			location = engine.Register().Location() // keys expire by the register's calendar
		}
		key, err := s.keys.Verify(secret, s.now().In(location))
		if err != nil {
			return refused(err)
		}
		infoOf(r).key = key.Name
		return next(w, r)
	}
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

// refused is the answer to a key that is not good.
func refused(err error) *Error {
	code := "key-unknown"
	switch {
	case errors.Is(err, keys.ErrMistyped):
		code = "key-mistyped"
	case errors.Is(err, keys.ErrRevoked):
		code = "key-revoked"
	case errors.Is(err, keys.ErrExpired):
		code = "key-expired"
	}
	detail := err.Error()
	return unauthorized(code, strings.ToUpper(detail[:1])+detail[1:]+".", challenge+`, error="invalid_token"`)
}
