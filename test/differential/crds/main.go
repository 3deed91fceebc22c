// Validates CustomResourceDefinitions, or custom resources of a definition, with upstream's public package. Reads one JSON object a
// line, {"object", "old", "definition"}, and writes the errors of each on a line.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

type question struct {
	Object json.RawMessage `json:"object"`
	Old    json.RawMessage `json:"old,omitempty"`
	// The object is a custom resource of this definition's first version.
	Definition json.RawMessage `json:"definition,omitempty"`
}

type fault struct {
	Type    string `json:"type"`
	Field   string `json:"field"`
	Message string `json:"message"`
}

type answer struct {
	Faults []fault `json:"faults"`
	Error  string  `json:"error,omitempty"`
	// A valid custom resource as it would be stored, without its metadata.
	Stored json.RawMessage `json:"stored,omitempty"`
}

var scheme = runtime.NewScheme()

// definition decodes, defaults and converts as the API server does.
func definition(raw []byte) (*apiextensions.CustomResourceDefinition, error) {
	given := &apiextensionsv1.CustomResourceDefinition{}
	if err := json.Unmarshal(raw, given); err != nil {
		return nil, err
	}
	scheme.Default(given)
	internal := &apiextensions.CustomResourceDefinition{}
	return internal, scheme.Convert(given, internal, nil)
}

func validate(line []byte) (result answer) {
	// A few invalid definitions end upstream's validation.
	defer func() {
		if failure := recover(); failure != nil {
			result = answer{Error: fmt.Sprint("panic: ", failure)}
		}
	}()
	var asked question
	if err := json.Unmarshal(line, &asked); err != nil {
		return answer{Error: err.Error()}
	}
	if len(asked.Definition) > 0 {
		return validateObject(asked)
	}
	object, err := definition(asked.Object)
	if err != nil {
		return answer{Error: err.Error()}
	}
	var found field.ErrorList
	if len(asked.Old) == 0 {
		found = validation.ValidateCustomResourceDefinition(context.Background(), object)
	} else {
		old, err := definition(asked.Old)
		if err != nil {
			return answer{Error: err.Error()}
		}
		found = validation.ValidateCustomResourceDefinitionUpdate(context.Background(), object, old)
	}
	return answer{Faults: faultsOf(found)}
}

func faultsOf(found field.ErrorList) []fault {
	faults := []fault{}
	for _, each := range found {
		faults = append(faults, fault{string(each.Type), each.Field, each.ErrorBody()})
	}
	return faults
}

func main() {
	install.Install(scheme)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for lines.Scan() {
		out.Encode(validate(lines.Bytes()))
	}
}
