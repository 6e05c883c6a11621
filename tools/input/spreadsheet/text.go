package spreadsheet

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// saveAs says how to save a file from a spreadsheet so that it can be read.
const saveAs = `save it as "CSV UTF-8", which is another entry of Excel's list than "CSV", or as a workbook (.xlsx)`

// decode returns the text of a CSV file in UTF-8, with LF line ends.
func decode(data []byte) (text []byte, notes []string, err *Error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return nil, nil, errorAt(1, "the file is a workbook of the old kind (.xls), or one with a password: %s", saveAs)
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")):
		return nil, nil, errorAt(1, "the file is in UTF-32: %s", saveAs)
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		data, err = decodeUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		data, err = decodeUTF16(data[2:], binary.BigEndian)
	default:
		if order := orderOfUTF16(data); order != nil {
			notes = append(notes, "the file has no byte-order mark, and is read as UTF-16")
			data, err = decodeUTF16(data, order)
		}
	}
	if err != nil {
		return nil, nil, err
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	data = cutEndOfFile(data)
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	if start := bytes.TrimSpace(data[:min(len(data), 512)]); bytes.HasPrefix(start, []byte("<")) {
		return nil, nil, errorAt(1, "the file is a web page and no table, perhaps a message of the server that it came from: open it in a browser")
	}
	if err := checkUTF8(data); err != nil {
		return nil, nil, err
	}
	return data, notes, nil
}

// orderOfUTF16 returns the byte order of UTF-16 without a byte-order mark, or nil if the data
// is not clearly UTF-16. In UTF-16 of mostly ASCII text, every other byte is mostly 0.
func orderOfUTF16(data []byte) binary.ByteOrder {
	start := data[:min(len(data), 1024)&^1]
	var zeros [2]int
	for i, b := range start {
		if b == 0 {
			zeros[i%2]++
		}
	}
	most := len(start) / 2
	switch {
	case most < 4:
		return nil
	case zeros[0]*4 <= zeros[1] && zeros[1]*2 >= most:
		return binary.LittleEndian
	case zeros[1]*4 <= zeros[0] && zeros[0]*2 >= most:
		return binary.BigEndian
	}
	return nil
}

func decodeUTF16(data []byte, order binary.ByteOrder) ([]byte, *Error) {
	if len(data)%2 != 0 {
		return nil, errorAt(1, "the file is in UTF-16 and has half a character at its end: it may have been cut short")
	}
	text := make([]byte, 0, len(data)/2)
	line := 1
	for i := 0; i < len(data); i += 2 {
		r := rune(order.Uint16(data[i:]))
		if utf16.IsSurrogate(r) {
			next := rune(utf8.RuneError)
			if i+4 <= len(data) {
				next = rune(order.Uint16(data[i+2:]))
			}
			if r = utf16.DecodeRune(r, next); r == utf8.RuneError {
				return nil, errorAt(line, "the file is in UTF-16 and has half of a pair of characters here: it is damaged")
			}
			i += 2
		}
		if r == '\n' {
			line++
		}
		text = utf8.AppendRune(text, r)
	}
	return text, nil
}

// cutEndOfFile removes the Ctrl-Z that old programs write at the end, and the padding after
// it.
func cutEndOfFile(data []byte) []byte {
	i := bytes.IndexByte(data, 0x1a)
	if i >= 0 && len(bytes.Trim(data[i:], "\x1a\x00\r\n\t ")) == 0 {
		return data[:i]
	}
	return data
}

// checkUTF8 refuses text in Windows-1252 and the like. In a file that also has letters in
// UTF-8, invalid bytes are damage, which the affected rows report.
func checkUTF8(data []byte) *Error {
	line, bad := 0, ""
	number := 0
	for text := range bytes.Lines(data) {
		number++
		if isASCII(text) {
			continue
		}
		if utf8.Valid(text) {
			return nil
		}
		if line == 0 {
			line, bad = number, string(text)
		}
	}
	if line == 0 {
		return nil
	}
	word := wordAround(bad)
	meant, _ := charmap.Windows1252.NewDecoder().String(word) // which fails for no byte
	return errorAt(line, "the file has a letter that is not UTF-8, but probably Windows-1252, in which it reads %s: %s", quoted(meant), saveAs)
}

func isASCII(text []byte) bool {
	for _, b := range text {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// wordAround returns the word with the first byte that is not ASCII.
func wordAround(line string) string {
	at := strings.IndexFunc(line, func(r rune) bool { return r >= utf8.RuneSelf })
	isEnd := func(r rune) bool { return strings.ContainsRune(" ,;\t|\"\n", r) }
	start := strings.LastIndexFunc(line[:at], isEnd) + 1
	end := strings.IndexFunc(line[at:], isEnd)
	if end < 0 {
		return line[start:]
	}
	return line[start : at+end]
}
