package compare

import "testing"

func TestBlobAddress(t *testing.T) {
	t.Parallel()
	for repository, want := range map[string]string{
		"":                                       "",
		"https://github.com/acme/register":       "https://github.com/acme/register/blob/",
		"https://github.com/acme/register.git":   "https://github.com/acme/register/blob/",
		"https://github.com/acme/register/":      "https://github.com/acme/register/blob/",
		"https://gitlab.com/acme/group/register": "https://gitlab.com/acme/group/register/-/blob/",
		"https://github.com/acme":                "",
		"https://gitlab.com/acme":                "",
		"http://github.com/acme/register":        "",
		"https://github.com.evil.example/a/b":    "",
		"https://github.com/acme/a)[x](b":        "",
		"https://git.example/acme/register":      "",
		"https://github.com/acme/register\n/x":   "",
	} {
		if got := blobAddress(repository); got != want {
			t.Errorf("%q: %q instead of %q", repository, got, want)
		}
	}
	if got, want := escapedPath("my data/listings/acme/a)_b [x].yaml"), "my%20data/listings/acme/a%29%5Fb%20%5Bx%5D.yaml"; got != want {
		t.Errorf("got %q instead of %q", got, want)
	}
}
