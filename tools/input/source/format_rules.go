package source

import "opencec/tools/register"

// A Rule describes a kind of problem to people who meet it for the first time.
type Rule struct {
	Name    string // as problems have it
	Meaning string // what is wrong, in a sentence without a full stop
	Help    string // what to do, in sentences
}

// Rules returns the rules for files and records.
func Rules() []Rule {
	return []Rule{
		{ruleFile, "A file does not belong where it is, or cannot be read", "Records are files KIND/ID.yaml, or KIND/OWNER/ID.yaml for listings (of their manufacturer) and certificates (of their body). Move or rename the file as the message says."},
		{ruleSyntax, "A file is not valid YAML for a record", "Write fields as name: value, indented with spaces, each once, without anchors, tags or a second document."},
		{ruleSettings, "The register's own settings cannot be used", "Fix the field of register.yaml that the message names."},
		{ruleSchema, "A field is missing, unknown, or has the wrong kind of value", "Write the field as the schema requires; the message says what is allowed."},
		{ruleCharacters, "A text has invisible characters, or characters that look like others", "Run opencec validate --fix. It removes invisible characters, joins a letter and its accent into one character, and writes names with the characters of the keyboard. Replace letters of another script in a name or a title yourself; if a name really has them, add mixed_scripts: true to the record."},
		{register.RuleReference, "An id refers to no record", "Fix the spelling, or add the record that the id refers to."},
		{register.RulePlace, "A record is in another owner's folder", "Move the file into the folder of its manufacturer or certifying body, or fix the field."},
		{register.RuleUnique, "The same thing is recorded twice", "Keep one record. To keep the other's id too, add it to former_ids."},
		{register.RuleFormerID, "A former id is used for another record", "An id never changes its meaning: choose another id."},
		{register.RulePeriods, "Periods or suspensions are impossible", "Write them in order, the oldest first, without overlaps, and each suspension inside a period."},
		{register.RuleDates, "An end is before its start", "Compare both dates with the certificate."},
		{register.RuleAttributes, "Values contradict each other", "Compare both values with the datasheet."},
		{register.RuleClient, "A record has a field that only clients have", "Remove the field, or fix the entity_type."},
		{register.RuleTests, "A certificate names a test profile without its tests", "Add the tests that were passed, or remove the test profile."},
		{register.RuleRetired, "A retired word of the vocabulary is used", "Use the word that replaces it."},
		{register.RuleSample, "Sample data and real data are mixed", "Mark sample data with sample: true, and keep it separate from real records."},
		{register.RuleVocabulary, "A vocabulary contradicts itself", "Fix the record of the vocabulary that the message names."},
		{register.RuleUncertified, "A listing is active without a current certificate", "Add the certificate that covers it, or end its period."},
		{register.RuleExpiring, "A listing or certificate ends soon", "Extend it once its certificate is renewed. If it is meant to end, do nothing."},
		{register.RuleAlike, "A model differs from another one only in spelling", "If they are one product, keep one record, and add the other spelling to its aliases."},
		{register.RuleUnusual, "A value, a date or a spelling looks like a mistake", "Compare it with the datasheet, list or certificate. If it is right, do nothing."},
		{register.RuleNoSource, "A record names no source of its facts", "Add the address of the datasheet or list under sources."},
	}
}
