package register

// InverterClass is the id of the device class of inverters. A listing of this class is an
// inverter or has one built in.
const InverterClass = "inverter"

// NeedsInverter reports whether, as far as the register knows, a listing of device class
// d needs an inverter from another product: the class requires one and the listing has
// none built in.
func (l *Listing) NeedsInverter(d *DeviceClass) bool {
	_, hasOwn := l.DeviceClasses[InverterClass]
	return d.RequiresInverter != nil && *d.RequiresInverter && !hasOwn
}
