package deploy

import (
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A webServer is Caddy, at an address of this machine.
type webServer struct {
	*server
	base string
}

// testWeb starts the web server and checks what it makes of the site and the API.
func testWeb(t *testing.T, m *machine, p process, api *apiServer, key string) webServer {
	t.Helper()
	p.args = []string{"caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"} // the image's own
	p.env = maps.Clone(p.env)
	base := "http://" + freeAddress(t)
	p.env["OPENCEC_ADDRESS"], p.env["OPENCEC_API"], p.env["CADDY_ADMIN"] = base, api.address, "127.0.0.1:0"
	web := webServer{m.start(p), base}
	web.wait("it answers", func() bool { return ask(t, base+"/", "").status != 0 })

	testRoutes(t, base, api, key, http.StatusPermanentRedirect)
	testForwarded(t, base, api, key)
	return web
}

// testForwarded checks that the API takes the client's address from the web server and not
// from headers of the client.
func testForwarded(t *testing.T, base string, api *apiServer, key string) {
	t.Helper()
	get(t, base+"/v1", http.Header{"X-Api-Key": {key}, "X-Forwarded-For": {"203.0.113.7"}, "X-Request-Id": {"forged"}})
	logged := regexp.MustCompile(`(?m)^.*id=forged.*$`)
	api.wait("the request is logged", func() bool { return logged.MatchString(api.log.String()) }) // after it was answered
	if line := logged.FindString(api.log.String()); !strings.Contains(line, "remote=127.0.0.1 ") {
		t.Errorf("the API takes the client's word for who it is: %q", line)
	}
}

// testWithoutAPI stops the API, and checks what the web server says and logs then.
func testWithoutAPI(t *testing.T, web webServer, api *apiServer, key string) {
	t.Helper()
	api.stop()
	a := get(t, web.base+"/v1/listings?x="+key, http.Header{"X-Api-Key": {key}, "Authorization": {"Bearer " + key}})
	if a.status != http.StatusBadGateway {
		t.Errorf("without the API: %d %s", a.status, a.body)
	}
	web.wait("the failure is logged", func() bool { return strings.Contains(web.log.String(), `"uri":"/v1/listings"`) })
	if strings.Contains(web.log.String(), key) {
		t.Errorf("the key is logged:\n%s", web.log)
	}
}

// freeAddress returns an address of the loopback that nobody has listened on just now.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// testRoutes checks who answers what: the API all that it has, the site everything
// else, and where both have something, the API who sends a key, and at /listings everybody
// but a browser. A folder without the slash at its end leads to the one with it, by the
// status moved.
func testRoutes(t *testing.T, base string, api *apiServer, key string, moved int) {
	t.Helper()
	isAPI := func(a answer) bool { return a.header.Get("X-Request-Id") != "" }
	for _, path := range apiPaths(t, api) {
		if a := ask(t, base+path, key); !isAPI(a) || a.status != http.StatusOK {
			t.Errorf("%s with a key: %d, by the API: %v", path, a.status, isAPI(a))
		}
	}
	for path, want := range map[string]int{
		"/": 200, "/listings/": 200, "/listings": moved, "/downloads/manifest.json": 200, "/api/v1/listings/tesla/powerwall-2.json": 200,
		"/v2": 404, "/nothing": 404, "/v1x/": 404,
	} {
		a := get(t, base+path, http.Header{"Accept": {"text/html,application/xhtml+xml,*/*;q=0.8"}})
		if a.status != want || isAPI(a) {
			t.Errorf("%s without a key: %d, by the API: %v", path, a.status, isAPI(a))
		}
		if want == http.StatusNotFound && !strings.Contains(a.body, "<!doctype html>") {
			t.Errorf("%s is not answered with the site's page: %s", path, a.body)
		}
	}
	testOriginalRoutes(t, base, key)
	if a := get(t, base+"/listings", http.Header{"Authorization": {"Bearer " + key}}); !isAPI(a) || !strings.HasPrefix(a.body, "[") {
		t.Errorf("/listings with a bearer: %d %s", a.status, a.body)
	}
	if a := ask(t, base+"/v1/listings", ""); a.status != http.StatusUnauthorized {
		t.Errorf("/v1/listings without a key: %d", a.status)
	}
}

// testOriginalRoutes checks that a client of the register's predecessor gets its answers
// through the web server.
func testOriginalRoutes(t *testing.T, base, key string) {
	t.Helper()
	for _, test := range []struct {
		path, key string
		status    int
		body      string
		name      string // of a header
		value     string
	}{
		{"/", key, 200, `{"API Status":"UP","Database Status":"UP"}`, "Content-Type", "application/json"},
		{"/listings?id=abc", key, 422, `{"detail":[{"type":"int_parsing","loc":["query","id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"abc"}]}`, "Content-Type", "application/json"},
		{"/listings?manufacturer=no%25such", key, 200, "[]", "Content-Type", "application/json"},
		{"/listings?id=3", "", 401, `{"detail":"Not authenticated"}`, "Www-Authenticate", "APIKey"},
		{"/listings", "wrong", 401, `{"detail":"Invalid API key"}`, "Content-Type", "application/json"},
		{"/listings/?id=3&model=%25", key, 307, "", "Location", "/listings?id=3&model=%25"},
		{"/listings/", "", 307, "", "Location", "/listings"},
		{"/admin/keys", key, 404, `{"detail":"Not Found"}`, "Content-Type", "application/json"},
		{"/admin/listings/7", key, 404, `{"detail":"Not Found"}`, "Content-Type", "application/json"},
		{"/admin", key, 404, `{"detail":"Not Found"}`, "Content-Type", "application/json"},
	} {
		a := ask(t, base+test.path, test.key)
		if a.status != test.status || a.body != test.body || a.header.Get(test.name) != test.value {
			t.Errorf("%s: %d %v %s, want %d %s %s", test.path, a.status, a.header, a.body, test.status, test.value, test.body)
		}
	}
}

// apiPaths returns the paths of the API that have no id in them and can be read.
func apiPaths(t *testing.T, api *apiServer) []string {
	t.Helper()
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal([]byte(api.ask("/openapi.json", "").body), &document); err != nil {
		t.Fatal(err)
	}
	paths := []string{"/docs", "/openapi.json", "/openapi.yaml", "/healthz", "/readyz"}
	for path, methods := range document.Paths {
		if _, ok := methods["get"]; ok && !strings.Contains(path, "{") && path != "/v1/check" { // which asks for what to check
			paths = append(paths, path)
		}
	}
	if !slices.Contains(paths, "/") || !slices.Contains(paths, "/listings") || !slices.Contains(paths, "/v1/listings") {
		t.Errorf("the API's document has only the paths %v", paths)
	}
	return paths
}
