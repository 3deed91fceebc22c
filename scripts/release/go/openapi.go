package main

import (
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/generated/openapi"
)

// openAPISchemas returns the OpenAPI schemas of all types, by the name that upstream gives them.
func openAPISchemas() map[string]spec.Schema {
	reference := func(name string) spec.Ref { return spec.MustCreateRef("#/" + common.EscapeJsonPointer(name)) }
	found := map[string]spec.Schema{}
	for name, definition := range openapi.GetOpenAPIDefinitions(reference) {
		found[name] = definition.Schema
	}
	return found
}
