package register

// InverterClass is the id of the device class of inverters. A listing of it is, or has
// built in, what others need.
const InverterClass = "inverter"

// NeedsInverter reports whether a listing of the device class d needs an inverter that
// is another product's, as far as the register knows: the class requires one, and the
// listing does not have its own.
func (l *Listing) NeedsInverter(d *DeviceClass) bool {
	_, hasOwn := l.DeviceClasses[InverterClass]
	return d.RequiresInverter != nil && *d.RequiresInverter && !hasOwn
}
