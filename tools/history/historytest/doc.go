// Package historytest creates git repositories with a known history, for tests and
// benchmarks.
//
//	r := historytest.New(t)               // a repository in a temporary folder, driven by git
//	r.Write("data/manufacturers/acme.yaml", "name: Acme\n")
//	r.Commit("2026-01-01T00:00:00Z", "Add Acme")
//	r.Git("revert", "--no-edit", "HEAD")
//
//	r.Import(func(s *generator.CommitStream) error { … })    // thousands of commits at once, such as those of
//	                                                   // generator.WriteHistory
//
// Git does not read the settings of the machine or the user. Without git, tests are
// skipped, or fail if OPENCEC_TEST_FORBID_SKIP is set.
package historytest
