package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
)

// golden is an object with its protobuf bytes. A client wrote the object if there is "read", which is how Go reads it.
type golden struct {
	Name     string          `json:"name"`
	Object   json.RawMessage `json:"object"`
	Read     json.RawMessage `json:"read,omitempty"`
	Protobuf string          `json:"protobuf"`
}

// encode reads objects, one a line, and writes them with the bytes that the release makes of them.
func encode(from io.Reader, to io.Writer) error {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<24)
	out := json.NewEncoder(to)
	out.SetEscapeHTML(false)
	for lines.Scan() {
		each := golden{}
		if err := json.Unmarshal(lines.Bytes(), &each); err != nil {
			return err
		}
		if err := each.encode(); err != nil {
			return err
		}
		if err := out.Encode(each); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (each *golden) encode() error {
	scheme, object, err := decode(each.Object)
	if err != nil {
		return err
	}
	message := bytes.Buffer{}
	if err := protobuf.NewSerializer(scheme, scheme).Encode(object, &message); err != nil {
		return err
	}
	read, err := json.Marshal(object)
	if err != nil {
		return err
	}
	each.Protobuf = base64.StdEncoding.EncodeToString(message.Bytes())
	if each.Read != nil {
		each.Read = read
	} else {
		each.Object = read
	}
	return nil
}

// decode returns the object, and the scheme that has its kind.
func decode(text []byte) (*runtime.Scheme, runtime.Object, error) {
	var failure error
	for _, scheme := range schemes {
		object, _, err := serializer.NewCodecFactory(scheme).UniversalDeserializer().Decode(text, nil, nil)
		if err == nil {
			return scheme, object, nil
		}
		failure = err
	}
	return nil, nil, failure
}
