package postgrestest

import (
	"net"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
)

// A Login is what a client sends when it connects.
type Login struct{ User, Password, Database string }

// Logins listens at the address like a Postgres that asks each client for its password
// and then refuses it. The channel receives what the clients send, and keeps the first.
func Logins(t testing.TB, address string) (net.Addr, <-chan Login) {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	logins := make(chan Login, 1)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				login, err := readLogin(conn)
				if err != nil {
					return
				}
				select {
				case logins <- login:
				default:
				}
			}()
		}
	}()
	return listener.Addr(), logins
}

func readLogin(conn net.Conn) (Login, error) {
	backend := pgproto3.NewBackend(conn, conn)
	for {
		message, err := backend.ReceiveStartupMessage()
		if err != nil {
			return Login{}, err
		}
		start, ok := message.(*pgproto3.StartupMessage)
		if !ok { // it asks for TLS
			if _, err := conn.Write([]byte("N")); err != nil {
				return Login{}, err
			}
			continue
		}
		login := Login{User: start.Parameters["user"], Database: start.Parameters["database"]}
		backend.Send(&pgproto3.AuthenticationCleartextPassword{})
		if err := backend.Flush(); err != nil {
			return Login{}, err
		}
		if err := backend.SetAuthType(pgproto3.AuthTypeCleartextPassword); err != nil {
			return Login{}, err
		}
		answer, err := backend.Receive()
		if err != nil {
			return Login{}, err
		}
		if password, ok := answer.(*pgproto3.PasswordMessage); ok {
			login.Password = password.Password
		}
		backend.Send(&pgproto3.ErrorResponse{Severity: "FATAL", Code: "28P01", Message: "password authentication failed"})
		return login, backend.Flush()
	}
}
