package deploy

import (
	"io"
	"net/http"
	"testing"
)

// An answer is what came back to a request; the status is 0 when nothing did.
type answer struct {
	status int
	header http.Header
	body   string
}

// get asks for a URL, and does not follow where it leads.
func get(t *testing.T, target string, header http.Header) answer {
	t.Helper()
	return getBy(t, http.DefaultTransport, target, header)
}

func getBy(t *testing.T, by http.RoundTripper, target string, header http.Header) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	res, err := by.RoundTrip(req)
	if err != nil {
		return answer{}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(body)}
}

// ask asks with a key, if it is not empty.
func ask(t *testing.T, target, key string) answer {
	t.Helper()
	header := http.Header{}
	if key != "" {
		header.Set("X-Api-Key", key)
	}
	return get(t, target, header)
}
