package main

import (
	"context"
	"encoding/json"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"

	runtimeschema "k8s.io/apimachinery/pkg/runtime/schema"
)

// strategy is what this program needs of upstream's strategy of custom resources, whose type is not exported.
type strategy interface {
	PrepareForCreate(ctx context.Context, object runtime.Object)
	PrepareForUpdate(ctx context.Context, object, old runtime.Object)
	Validate(ctx context.Context, object runtime.Object) field.ErrorList
	ValidateUpdate(ctx context.Context, object, old runtime.Object) field.ErrorList
}

type served struct {
	structural *schema.Structural
	strategy   strategy
}

// compiled has the strategies of the definitions, by their JSON.
var compiled = map[string]*served{}

// serve compiles the first version of a definition, as the handler of custom resources does.
func serve(raw []byte) (*served, error) {
	if known := compiled[string(raw)]; known != nil {
		return known, nil
	}
	crd, err := definition(raw)
	if err != nil {
		return nil, err
	}
	version := crd.Spec.Versions[0].Name
	given, err := apiextensions.GetSchemaForVersion(crd, version)
	if err != nil {
		return nil, err
	}
	structural, err := schema.NewStructural(given.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	if err := defaulting.PruneDefaults(structural); err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(given.OpenAPIV3Schema)
	if err != nil {
		return nil, err
	}
	subresources, err := apiextensions.GetSubresourcesForVersion(crd, version)
	if err != nil {
		return nil, err
	}
	if subresources == nil {
		subresources = &apiextensions.CustomResourceSubresources{}
	}
	kind := runtimeschema.GroupVersionKind{Group: crd.Spec.Group, Version: version, Kind: crd.Spec.Names.Kind}
	isNamespaced := crd.Spec.Scope == apiextensions.NamespaceScoped
	made := &served{structural, customresource.NewStrategy(
		scheme, isNamespaced, kind, validator, nil, structural, subresources.Status, subresources.Scale, nil,
	)}
	compiled[string(raw)] = made
	return made, nil
}

// decode fills in defaults and prunes as the decoder of requests does.
func (s *served) decode(raw []byte) (*unstructured.Unstructured, *field.Error, error) {
	content := map[string]any{}
	if err := utiljson.Unmarshal(raw, &content); err != nil {
		return nil, nil, err
	}
	defaulting.PruneNonNullableNullsWithoutDefaults(content, s.structural)
	defaulting.Default(content, s.structural)
	fault, _ := objectmeta.CoerceWithOptions(nil, content, s.structural, false, objectmeta.CoerceOptions{})
	if fault == nil {
		pruning.Prune(content, s.structural, true)
	}
	return &unstructured.Unstructured{Object: content}, fault, nil
}

// validateObject answers with the errors of a custom resource, and with the object as it would be stored.
func validateObject(asked question) answer {
	with, err := serve(asked.Definition)
	if err != nil {
		return answer{Error: err.Error()}
	}
	object, fault, err := with.decode(asked.Object)
	if err != nil {
		return answer{Error: err.Error()}
	}
	if fault != nil {
		return answer{Faults: faultsOf(field.ErrorList{fault})}
	}
	ctx := context.Background()
	if len(asked.Old) == 0 {
		with.strategy.PrepareForCreate(ctx, object)
		return stored(object, with.strategy.Validate(ctx, object))
	}
	old, _, err := with.decode(asked.Old)
	if err != nil {
		return answer{Error: err.Error()}
	}
	with.strategy.PrepareForUpdate(ctx, object, old)
	return stored(object, with.strategy.ValidateUpdate(ctx, object, old))
}

func stored(object *unstructured.Unstructured, found field.ErrorList) answer {
	if len(found) > 0 {
		return answer{Faults: faultsOf(found)}
	}
	unstructured.RemoveNestedField(object.Object, "metadata")
	content, err := json.Marshal(object.Object)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Faults: []fault{}, Stored: content}
}
