package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"opencec/tools/base/spelling"
	"opencec/tools/command/datafolder"
	"opencec/tools/command/newrecord"
	"opencec/tools/input/dialogue"
	"opencec/tools/input/scaffold"
	"opencec/tools/input/source"
	"opencec/tools/register"
)

func newCommand(env *environment, stdin io.Reader) *cli.Command {
	kinds := []register.Kind{
		register.Listings, register.Certificates, register.Manufacturers, register.CertifyingBodies,
		register.EntityTypes, register.DeviceClasses, register.TestProfiles,
	}
	command := &cli.Command{
		Name:  "new",
		Usage: "make the file of a new record",
		Description: "Makes a listing, a certificate or another record from flags. In a terminal it asks for what is\n" +
			"missing. The record is checked together with the register, and written only if it has no\n" +
			"errors.\n\n" +
			"   opencec new listing\n" +
			"   opencec new listing --help",
	}
	for _, k := range kinds {
		command.Subcommands = append(command.Subcommands, newRecordCommand(env, stdin, k))
	}
	command.Action = func(c *cli.Context) error {
		names := commandNames(command.Subcommands)
		if word := c.Args().First(); word != "" {
			return usagef("there is no kind of record %q%s; the kinds are %s", word, spelling.DidYouMean(word, strings.Split(names, ", ")), names)
		}
		return usagef("say what to make: %s", names)
	}
	return command
}

// hyphenated returns the name of a kind as a word of the command line.
func hyphenated(k register.Kind) string { return strings.ReplaceAll(k.Name(), " ", "-") }

func newRecordCommand(env *environment, stdin io.Reader, k register.Kind) *cli.Command {
	flags := []cli.Flag{
		dataFlag(), onFlag(),
		&cli.BoolFlag{Name: "ask", Usage: "ask for what was not given, even without a terminal; rarely used fields have only flags"},
		&cli.BoolFlag{Name: "dry-run", Usage: "print the file instead of writing it"},
		&cli.BoolFlag{Name: "json", Usage: "print the record and its path as JSON instead of writing it"},
		&cli.GenericFlag{Name: "id", Value: &repeatedValue{}, Usage: "the `ID` of the record; by default it is made from its name"},
	}
	for _, f := range scaffold.Fields(k) {
		flags = append(flags, fieldFlag(f))
	}
	if k == register.Listings {
		flags = append(flags,
			&cli.GenericFlag{Name: "set", Value: &repeatedValue{}, Usage: "the `CLASS.ATTRIBUTE=VALUE` of a device, such as bess.capacity=13.5; may be repeated"},
			&cli.GenericFlag{Name: newrecord.CertificateFlag, Value: &repeatedValue{}, Usage: "a `FIELD=VALUE` of a certificate that covers it and is made with it, such as number=UL-2023-0142; the fields are the flags of opencec new certificate. May be repeated"},
			&cli.GenericFlag{Name: "from-csv", Value: &repeatedValue{}, Usage: "make a listing of each row of `FILE`, which is CSV or .xlsx"},
			&cli.BoolFlag{Name: "anyway", Usage: "make a listing also if its model is that of another in another spelling"},
			&cli.BoolFlag{Name: "csv-template", Usage: "print the header of such a file, for the classes of --class"},
		)
	}
	return &cli.Command{
		Name:        hyphenated(k),
		Usage:       "make the file of a new " + k.Name(),
		Description: newHelp(k),
		Flags:       flags,
		Action:      func(c *cli.Context) error { return env.newRecord(c, stdin, k) },
	}
}

// newHelp shows how to make records of a kind.
func newHelp(k register.Kind) string {
	text := "Writes the file, prints its path, and says what to do next.\n\n   " + newExample(k, requiredFields(k))
	switch k {
	case register.Listings:
		text += " \\\n      --class bess --set bess.capacity=13.5 --set \"bess.max_power=5 kW\"" +
			"\n\nWith --certificate it also makes a certificate that covers the listing, or neither:\n\n" +
			"   … --certificate number=UL-2023-0142 --certificate certifying_body=ul \\\n" +
			"      --certificate certification_date=2023-01-15 --certificate test_profile=A,G" +
			"\n\nWith --from-csv it makes one listing from each row, or none if a row has a problem. The\n" +
			"columns have the names of the fields: manufacturer, model, entity_type, class,\n" +
			"bess.capacity, from, to, source and so on; headings of data sheets such as Capacity (kWh)\n" +
			"work too. Lines that begin with # are ignored. Columns may be separated by semicolons or\n" +
			"tabs, with decimal commas, and the file may be a workbook (.xlsx); the command reports how\n" +
			"it read the file.\n\n" +
			"   opencec new listing --csv-template --class bess > batteries.csv\n" +
			"   opencec new listing --from-csv batteries.csv"
	case register.Certificates:
		text += "\n\nAn asterisk matches the part in which the ids of several listings differ:\n\n" +
			"   … --listing 'tesla/powerwall-*'"
	case register.DeviceClasses:
		text += " \\\n      --attribute \"capacity:number:kWh:Capacity\" --attribute \"chemistry:enum:LFP,NMC:Chemistry\""
	}
	return text
}

func requiredFields(k register.Kind) []*scaffold.Field {
	return slices.DeleteFunc(scaffold.Fields(k), func(f *scaffold.Field) bool { return !f.Required })
}

// newExample returns a command line that sets the fields.
func newExample(k register.Kind, fields []*scaffold.Field) string {
	return strings.Join(append([]string{"opencec new", hyphenated(k)}, exampleFlags(fields)...), " ")
}

// exampleFlags returns flags that set the fields.
func exampleFlags(fields []*scaffold.Field) []string {
	var words []string
	for _, f := range fields {
		example := f.Example
		if example == "" {
			example = strings.ToUpper(f.Name)
		}
		if strings.ContainsAny(example, " |:") {
			example = `"` + example + `"`
		}
		words = append(words, "--"+f.Flag(), example)
	}
	return words
}

// A repeatedValue has the values of a flag that may be repeated. The library's own lists would split
// them at commas.
type repeatedValue struct{ given []string }

// Set and String implement the value of a flag.
func (a *repeatedValue) Set(text string) error {
	a.given = append(a.given, text)
	return nil
}

func (a *repeatedValue) String() string { return "" }

// singleValue returns the value of a flag that may be given only once, or "".
func singleValue(c *cli.Context, flag string) (string, error) {
	given := c.Generic(flag).(*repeatedValue).given
	switch len(given) {
	case 0:
		return "", nil
	case 1:
		return given[0], nil
	}
	return "", usagef("--%s is given %d times, and has one value", flag, len(given))
}

func fieldFlag(f *scaffold.Field) cli.Flag {
	usage := f.Help
	switch {
	case f.List:
		usage += fmt.Sprintf(" May be repeated, or have several separated by %q.", f.Separator)
	case f.Required:
		usage += " Required."
	}
	flag := &cli.GenericFlag{Name: f.Flag(), Value: &repeatedValue{}, Usage: usage, DefaultText: f.Default}
	if kind, refers := f.Refers(); refers {
		return idOf(flag, kind)
	}
	if words := f.Choices(); len(words) > 0 {
		return oneOf(flag, words)
	}
	return flag
}

// newRecord runs the command: it fills in a sheet from the flags and from answers, or many sheets
// from a file.
func (env *environment) newRecord(c *cli.Context, stdin io.Reader, k register.Kind) error {
	if word := c.Args().First(); word != "" {
		return usagef("%.80q belongs to no flag: write quotes around a value with spaces, such as \"Powerwall 2\"", word)
	}
	if c.Bool("json") && c.Bool("dry-run") {
		return usagef("--json and --dry-run are two ways to print: choose one")
	}
	dir := c.String("data")
	if err := checkRegister(dir); err != nil {
		return err
	}
	tree, err := env.reader(c).ReadTree(c.Context, dir)
	if err != nil {
		return err
	}
	on, err := env.day(c, tree.Records.Settings.TimeZone)
	if err != nil {
		return err
	}
	m := &newrecord.Builder{
		Dir: dir, On: on, Form: scaffold.New(tree, dir), Stdout: env.stdout, Stderr: env.stderr,
		JSON: c.Bool("json"), DryRun: c.Bool("dry-run"), Anyway: c.Bool("anyway"),
	}
	switch {
	case c.Bool("csv-template"):
		err = writeTemplate(c, m)
	case c.IsSet("from-csv"):
		err = makeFromCSV(c, m)
	default:
		err = makeFromFlags(c, stdin, k, m)
	}
	switch {
	case errors.As(err, new(newrecord.InputError)):
		return usageError{err}
	case errors.Is(err, newrecord.ErrProblems):
		return errProblems
	}
	return err
}

// checkRegister refuses a folder that is not a register. Otherwise a person in the wrong folder would
// read that there are no manufacturers.
func checkRegister(dir string) error {
	_, err := os.Stat(filepath.Join(dir, source.SettingsFile))
	if err == nil || errors.Is(err, fs.ErrPermission) {
		return nil // reading it will say what is wrong
	}
	return usagef("%q is no register: it has no file %s; %s", dir, source.SettingsFile, datafolder.OtherFolderHint)
}

// makeFromFlags makes a record from the flags, and from answers for what they lack.
func makeFromFlags(c *cli.Context, stdin io.Reader, k register.Kind, m *newrecord.Builder) error {
	sheet := m.Form.Sheet(k)
	if err := fillIn(c, m, sheet); err != nil {
		return err
	}
	id, err := singleValue(c, "id")
	if err != nil {
		return err
	}
	if c.IsSet("id") {
		if err := sheet.CheckID(id); err != nil {
			return usagef("--id: %v", err)
		}
	}
	missing := sheet.Missing()
	ask := c.Bool("ask") || len(missing) > 0 && dialogue.IsInteractive(stdin)
	if len(missing) > 0 && !ask {
		return missingFlags(k, missing)
	}
	if ask {
		if c.IsSet(newrecord.CertificateFlag) {
			return usagef("--%s is given by flags alone: give what is missing too, or make the certificate after the listing with opencec new certificate", newrecord.CertificateFlag)
		}
		return m.Ask(c.Context, dialogue.New(c.Context, stdin, m.Stderr, scaffold.MaxAnswer), sheet, id)
	}
	if id, err = m.ChooseID(sheet, id); err != nil {
		return err
	}
	if !c.IsSet(newrecord.CertificateFlag) {
		return m.Make(c.Context, sheet, id)
	}
	given, err := certificateFields(c)
	if err != nil {
		return err
	}
	return m.MakeCertified(c.Context, sheet, id, given)
}

// makeFromCSV makes a listing from each row of the file of --from-csv, or none.
func makeFromCSV(c *cli.Context, m *newrecord.Builder) error {
	if c.IsSet(newrecord.CertificateFlag) {
		return usagef("--%s is for one listing, and --from-csv makes several: make their certificate afterwards with opencec new certificate, which can cover all of them", newrecord.CertificateFlag)
	}
	for _, f := range scaffold.Fields(register.Listings) {
		if c.IsSet(f.Flag()) {
			return usagef("--%s and --from-csv are two ways to say the same: put it into a column %s", f.Flag(), f.Name)
		}
	}
	for _, other := range []string{"set", "id", "ask"} {
		if c.IsSet(other) {
			return usagef("--%s is for a single listing, and --from-csv for many", other)
		}
	}
	name, err := singleValue(c, "from-csv")
	if err != nil {
		return err
	}
	return m.MakeFromFile(c.Context, name)
}

// writeTemplate prints the header of a CSV file for listings.
func writeTemplate(c *cli.Context, m *newrecord.Builder) error {
	var classes []string
	for _, text := range c.Generic("class").(*repeatedValue).given {
		for class := range strings.SplitSeq(text, ",") {
			classes = append(classes, strings.TrimSpace(class))
		}
	}
	text, err := m.Form.Template(classes)
	if err != nil {
		return usagef("--class: %v", err)
	}
	_, err = m.Stdout.Write(text)
	return err
}

func missingFlags(k register.Kind, missing []*scaffold.Field) error {
	names := make([]string, len(missing))
	for i, f := range missing {
		names[i] = "--" + f.Flag()
	}
	example := newExample(k, missing)
	if len(missing) < len(requiredFields(k)) {
		example = "… " + strings.Join(exampleFlags(missing), " ")
	}
	return usagef("missing: %s; write for example\n   %s\nor --ask to be asked", strings.Join(names, ", "), example)
}

// attributesOf adds the attributes of --set to given.
func attributesOf(c *cli.Context, given map[string]string) (wrong []string) {
	set, ok := c.Generic("set").(*repeatedValue)
	if !ok {
		return nil
	}
	for _, text := range set.given {
		name, value, both := strings.Cut(text, "=")
		_, again := given[name]
		switch {
		case !both || !strings.Contains(name, "."):
			wrong = append(wrong, fmt.Sprintf("--set: %.80q is not CLASS.ATTRIBUTE=VALUE, such as bess.capacity=13.5", text))
		case again:
			wrong = append(wrong, fmt.Sprintf("--set %.80s is given twice", name))
		default:
			given[name] = value
		}
	}
	return wrong
}

// fillIn sets the fields of the flags, and returns everything that is wrong with them.
func fillIn(c *cli.Context, m *newrecord.Builder, sheet *scaffold.Sheet) error {
	given := map[string]string{}
	flags := map[string]string{} // by field
	var wrong []string
	for _, f := range scaffold.Fields(sheet.Kind) {
		values := c.Generic(f.Flag()).(*repeatedValue).given
		flags[f.Name] = "--" + f.Flag()
		switch {
		case len(values) > 1 && !f.List:
			wrong = append(wrong, fmt.Sprintf("--%s is given %d times, and has one value", f.Flag(), len(values)))
		case len(values) > 0:
			given[f.Name] = strings.Join(values, f.Separator)
		}
	}
	wrong = append(wrong, attributesOf(c, given)...)
	flagOf := func(field string) string { return cmp.Or(flags[field], "--set "+field) }
	for _, w := range sheet.SetAll(given) {
		wrong = append(wrong, fmt.Sprintf("%s: %v", flagOf(w.Field), w.Err))
	}
	for i := range wrong {
		wrong[i] = spelling.Printable(wrong[i])
	}
	if len(wrong) > 0 {
		return usagef("%s", strings.Join(wrong, "\n"))
	}
	for _, t := range sheet.Interpretations() {
		m.Note("%s: %s", flagOf(t.Field), t)
	}
	return nil
}

// certificateFields returns the fields of --certificate.
func certificateFields(c *cli.Context) (map[string]string, error) {
	given := map[string]string{}
	for _, text := range c.Generic(newrecord.CertificateFlag).(*repeatedValue).given {
		name, value, both := strings.Cut(text, "=")
		field := strings.ReplaceAll(name, "-", "_") // as the flags of opencec new certificate are written
		_, again := given[field]
		switch {
		case !both:
			return nil, usagef("--%s: %.80q is not FIELD=VALUE, such as number=UL-2023-0142", newrecord.CertificateFlag, text)
		case field == newrecord.CoveredField:
			return nil, usagef("--%s %s: it covers the new listing; add others in its file", newrecord.CertificateFlag, newrecord.CoveredField)
		case again:
			return nil, usagef("--%s %.80s is given twice: where a field has several values, write them in one", newrecord.CertificateFlag, name)
		}
		given[field] = value
	}
	return given, nil
}
