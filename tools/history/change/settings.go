package change

import "opencec/tools/register"

// Settings is the kind of changes of the register's own settings. There is one such
// record, without an id.
const Settings register.Kind = "settings"

// settings wraps the register's settings as a record, so that they are compared and
// described like records.
type settings struct {
	register.Meta
	register.Settings
}

// OfSettings returns settings as a record, for Between.
func OfSettings(s register.Settings) register.Record { return &settings{Settings: s} }

func (*settings) RecordKind() register.Kind { return Settings }
func (s *settings) RecordName() string      { return s.Title }
func (*settings) FormerIDList() []string    { return nil }

// MarshalJSON writes the settings as in register.json.
func (s *settings) MarshalJSON() ([]byte, error) { return register.EncodeJSON(s.Settings) }

// UnmarshalJSON reads what MarshalJSON writes.
func (s *settings) UnmarshalJSON(b []byte) error { return decodeStrict(b, &s.Settings) }

// kinds returns all kinds of changed records, in their order.
func kinds() []register.Kind { return append([]register.Kind{Settings}, register.Kinds()...) }

// KindOf returns the kind with that folder, including Settings.
func KindOf(folder string) (register.Kind, bool) {
	if register.Kind(folder) == Settings {
		return Settings, true
	}
	return register.KindOf(folder)
}

// newRecord returns an empty record of kind k.
func newRecord(k register.Kind) register.Record {
	if k == Settings {
		return new(settings)
	}
	return register.NewRecord(k)
}
