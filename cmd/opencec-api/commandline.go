package main

import (
	"io"

	"opencec/tools/base/buildinfo"
	"opencec/tools/command/commandline"
)

// runShared runs the commands completion and man, which need no settings.
func runShared(args []string, stdout io.Writer) error {
	asked, err := commandline.Help("opencec-api", args, stdout)
	if asked || err != nil {
		return err
	}
	return newSettings().describe().Run(args, stdout)
}

// describe describes the command line.
func (s *settings) describe() *commandline.Program {
	program := buildinfo.Read()
	d := &commandline.Program{
		Version: program.Version, Date: program.Time,
		ExitStatus: "0 when the server stopped on request, 1 when something failed, 2 when the command was used wrongly.",
		Command:    commandline.Command{Name: "opencec-api", Usage: usage, Description: description, Commands: commandline.Shared("opencec-api")},
	}
	for _, name := range s.names {
		f := s.flags.Lookup(name)
		_, isToggle := s.get(name).(bool)
		described := commandline.Flag{Names: []string{name}, Usage: f.Usage, Default: f.DefValue, Variables: []string{variable(name)}, TakesValue: !isToggle}
		if name == settingLogFormat {
			described.Choices = func() []string { return []string{"text", "json"} }
		}
		d.Flags = append(d.Flags, described)
	}
	return d
}
