package api_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"time"

	"opencec/tools/api"
	"opencec/tools/query/keys"
	"opencec/tools/query/memory"
	"opencec/tools/query/querytest"
)

// A server answers from an engine, for clients with a key.
func Example() {
	key, secret, err := keys.New("portal", time.Now())
	if err != nil {
		log.Fatal(err)
	}
	ring, err := keys.NewRing(key)
	if err != nil {
		log.Fatal(err)
	}
	logger := slog.New(slog.DiscardHandler)
	server := api.NewServer(api.Options{Keys: ring, Now: time.Now, Log: logger})
	server.Swap(memory.New(querytest.Sample()))

	listener, err := api.Listen("localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- api.Serve(ctx, listener, server.Handler(), 5*time.Second, logger) }()

	request, err := http.NewRequest(http.MethodGet, "http://"+listener.Addr().String()+"/v1/listings?fields=id,status&manufacturer=tesla&on=2026-11-23", nil)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("x-api-key", secret)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Status)
	fmt.Printf("%.62s\n", body)

	stop()
	fmt.Println(<-ended)
	// Output:
	// 200 OK
	// {"data":[{"id":"tesla/powerwall-2","status":"active"}],"meta":
	// <nil>
}
