package change

import "opencec/tools/register"

// VocabularyOf returns a register with only the device classes of records, from which a
// Report takes the names of attributes. The other records may contain errors.
func VocabularyOf(records register.Records, version register.Version) (*register.Register, error) {
	return register.New(register.Records{Settings: knownZone(records.Settings), DeviceClasses: records.DeviceClasses}, version)
}

// knownZone returns settings with UTC in place of an unknown time zone.
func knownZone(s register.Settings) register.Settings {
	if _, err := register.LoadZone(s.TimeZone); err != nil {
		s.TimeZone = "UTC"
	}
	return s
}
