package change

import "opencec/tools/register"

// Settings is the kind under which changes of the register's own settings stand.
// There is one such record, and it has no id.
const Settings register.Kind = "settings"

// settings makes a record of the register's settings, so that they are compared
// and told as records are.
type settings struct {
	register.Meta
	register.Settings
}

// OfSettings returns settings as a record, for Between.
func OfSettings(s register.Settings) register.Record { return &settings{Settings: s} }

func (*settings) RecordKind() register.Kind { return Settings }
func (s *settings) RecordName() string      { return s.Title }
func (*settings) FormerIDList() []string    { return nil }

// MarshalJSON writes the settings as register.json has them.
func (s *settings) MarshalJSON() ([]byte, error) { return register.EncodeJSON(s.Settings) }

// UnmarshalJSON reads what MarshalJSON writes.
func (s *settings) UnmarshalJSON(b []byte) error { return decodeStrict(b, &s.Settings) }

// kinds returns all kinds that changes can be of, in their order.
func kinds() []register.Kind { return append([]register.Kind{Settings}, register.Kinds()...) }

// KindOf returns the kind with that folder, Settings among them.
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
