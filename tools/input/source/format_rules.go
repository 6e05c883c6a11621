package source

import "opencec/tools/register"

// A Rule is a kind of problem, for those who meet it for the first time.
type Rule struct {
	Name    string // as problems have it
	Meaning string // what is wrong, in a sentence without a full stop
	Help    string // what to do, in sentences
}

// Rules returns the rules that files and records are held to.
func Rules() []Rule {
	return []Rule{
		{ruleFile, "A file does not belong where it is, or cannot be read", "Records are files KIND/ID.yaml, or KIND/OWNER/ID.yaml for listings (of their manufacturer) and certificates (of their body). Move or rename the file as the message says."},
		{ruleSyntax, "A file is not the YAML that records are written in", "Write fields as name: value, indented with spaces, each once, without anchors, tags or a second document."},
		{ruleSettings, "The register's own settings cannot be used", "Mend the field of register.yaml that the message names."},
		{ruleSchema, "A field is missing, unknown, or has a value of another form", "Write the field as the schema of the kind of record has it; the message says what is taken."},
		{ruleCharacters, "A text has characters that cannot be seen, or that cannot be told from others", "Run opencec validate --fix, which removes what cannot be seen, makes one character of a letter and its accent, and writes names with the characters of the keyboard. Letters of another script in a name or a title are for you to replace; where they are meant in a name, add mixed_scripts: true to the record."},
		{register.RuleReference, "An id is given that no record has", "Mend the spelling, or add the record that is referred to."},
		{register.RulePlace, "A record is in another owner's folder", "Move the file into the folder of its manufacturer or certifying body, or mend the field."},
		{register.RuleUnique, "The same thing is recorded twice", "Keep one record. If it is to have the other's id as well, put that into its former_ids."},
		{register.RuleFormerID, "An id that was used before is used for something else", "An id never changes its meaning: choose another one."},
		{register.RulePeriods, "Periods or suspensions cannot be as they are given", "Give them in order, the oldest first, without an overlap, and suspensions inside a period."},
		{register.RuleDates, "An end is before its beginning", "Compare both dates with the certificate."},
		{register.RuleAttributes, "Values contradict each other", "Compare both values with the datasheet."},
		{register.RuleClient, "A field is given that only clients have", "Take the field away, or mend the entity_type."},
		{register.RuleTests, "A test profile is claimed without its tests", "Add the tests that were passed, or take the test profile away."},
		{register.RuleRetired, "A word of the vocabulary is used after it was retired", "Use the word that took its place."},
		{register.RuleSample, "Made-up facts stand beside real ones", "Mark sample data with sample: true, and keep it apart from real records."},
		{register.RuleVocabulary, "A vocabulary contradicts itself", "Mend the record of the vocabulary that the message names."},
		{register.RuleUncertified, "A listing is active without a current certificate", "Add the certificate that covers it, or end its period."},
		{register.RuleExpiring, "A listing or certificate ends soon", "Extend it once its certificate was renewed. Nothing needs to be done if it is to end."},
		{register.RuleAlike, "A model differs from another one in its spelling alone", "If they are one product, keep one record, and put the other spelling into its aliases."},
		{register.RuleUnusual, "A value, a day or a spelling is mostly a slip", "Compare it with the datasheet, list or certificate. Nothing needs to be done if it is as it says."},
		{register.RuleNoSource, "Nothing says where the facts can be looked up", "Add the address of the datasheet or list under sources."},
	}
}
