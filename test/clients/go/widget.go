package main

import (
	"context"

	extensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	extensionsclient "k8s.io/apiextensions-apiserver/pkg/client/clientset/clientset"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/conversion"
)

// Widget is a custom resource with Go types of its own, as projects generate them. Its storage version is v1.
type Widget struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata,omitempty"`
	Spec            WidgetSpec   `json:"spec"`
	Status          WidgetStatus `json:"status,omitempty"`
}

type WidgetSpec struct {
	Model    string `json:"model"`
	Replicas *int32 `json:"replicas,omitempty"`
	Parts    []Part `json:"parts,omitempty"`
}

type Part struct {
	Name string `json:"name"`
	Size int64  `json:"size,omitempty"`
}

type WidgetStatus struct {
	Replicas int32  `json:"replicas,omitempty"`
	Selector string `json:"selector,omitempty"`
}

type WidgetList struct {
	meta.TypeMeta `json:",inline"`
	meta.ListMeta `json:"metadata,omitempty"`
	Items         []Widget `json:"items"`
}

// OldWidget is version v1beta1, whose model has another name.
type OldWidget struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata,omitempty"`
	Spec            OldWidgetSpec `json:"spec"`
	Status          WidgetStatus  `json:"status,omitempty"`
}

type OldWidgetSpec struct {
	Type     string `json:"type"`
	Replicas *int32 `json:"replicas,omitempty"`
	Parts    []Part `json:"parts,omitempty"`
}

func (in *Widget) DeepCopyObject() runtime.Object {
	out := *in
	out.ObjectMeta = *in.ObjectMeta.DeepCopy()
	out.Spec.Parts = append([]Part(nil), in.Spec.Parts...)
	if in.Spec.Replicas != nil {
		out.Spec.Replicas = ptr.To(*in.Spec.Replicas)
	}
	return &out
}

func (in *OldWidget) DeepCopyObject() runtime.Object {
	out := *in
	out.ObjectMeta = *in.ObjectMeta.DeepCopy()
	out.Spec.Parts = append([]Part(nil), in.Spec.Parts...)
	if in.Spec.Replicas != nil {
		out.Spec.Replicas = ptr.To(*in.Spec.Replicas)
	}
	return &out
}

func (in *WidgetList) DeepCopyObject() runtime.Object {
	out := *in
	out.Items = nil
	for i := range in.Items {
		out.Items = append(out.Items, *in.Items[i].DeepCopyObject().(*Widget))
	}
	return &out
}

// Hub marks the version into which others are converted.
func (*Widget) Hub() {}

func (in *OldWidget) ConvertTo(hub conversion.Hub) error {
	out := hub.(*Widget)
	out.ObjectMeta, out.Status = in.ObjectMeta, in.Status
	out.Spec = WidgetSpec{Model: in.Spec.Type, Replicas: in.Spec.Replicas, Parts: in.Spec.Parts}
	return nil
}

func (in *OldWidget) ConvertFrom(hub conversion.Hub) error {
	from := hub.(*Widget)
	in.ObjectMeta, in.Status = from.ObjectMeta, from.Status
	in.Spec = OldWidgetSpec{Type: from.Spec.Model, Replicas: from.Spec.Replicas, Parts: from.Spec.Parts}
	return nil
}

// widgetGroup is a group with a CustomResourceDefinition of its own, so that rows do not disturb each other.
type widgetGroup string

func (g widgetGroup) version(name string) schema.GroupVersion {
	return schema.GroupVersion{Group: string(g), Version: name}
}

func (g widgetGroup) resource() schema.GroupVersionResource {
	return g.version("v1").WithResource("widgets")
}

func (g widgetGroup) scheme() *runtime.Scheme {
	all := runtime.NewScheme()
	if err := scheme.AddToScheme(all); err != nil {
		panic(err)
	}
	all.AddKnownTypeWithName(g.version("v1").WithKind("Widget"), &Widget{})
	all.AddKnownTypeWithName(g.version("v1").WithKind("WidgetList"), &WidgetList{})
	all.AddKnownTypeWithName(g.version("v1beta1").WithKind("Widget"), &OldWidget{})
	meta.AddToGroupVersion(all, g.version("v1"))
	meta.AddToGroupVersion(all, g.version("v1beta1"))
	return all
}

func widgetSchema(model string) *extensions.CustomResourceValidation {
	text := extensions.JSONSchemaProps{Type: "string"}
	integer := extensions.JSONSchemaProps{Type: "integer", Format: "int32"}
	replicas := integer
	replicas.Default = &extensions.JSON{Raw: []byte("1")}
	replicas.Minimum = ptr.To(0.0)
	modelSchema := text
	modelSchema.MaxLength = ptr.To(int64(30))
	modelSchema.XValidations = extensions.ValidationRules{{Rule: "self != 'bad'", Message: "the model must not be bad"}}
	object := func(properties map[string]extensions.JSONSchemaProps, required ...string) extensions.JSONSchemaProps {
		return extensions.JSONSchemaProps{Type: "object", Properties: properties, Required: required}
	}
	part := object(map[string]extensions.JSONSchemaProps{"name": text, "size": {Type: "integer", Format: "int64"}}, "name")
	parts := extensions.JSONSchemaProps{
		Type:         "array",
		Items:        &extensions.JSONSchemaPropsOrArray{Schema: &part},
		XListType:    ptr.To("map"),
		XListMapKeys: []string{"name"},
	}
	spec := object(map[string]extensions.JSONSchemaProps{model: modelSchema, "replicas": replicas, "parts": parts}, model)
	status := object(map[string]extensions.JSONSchemaProps{"replicas": integer, "selector": text})
	root := object(map[string]extensions.JSONSchemaProps{"spec": spec, "status": status})
	return &extensions.CustomResourceValidation{OpenAPIV3Schema: &root}
}

func (g widgetGroup) definition() *extensions.CustomResourceDefinition {
	subresources := &extensions.CustomResourceSubresources{
		Status: &extensions.CustomResourceSubresourceStatus{},
		Scale: &extensions.CustomResourceSubresourceScale{
			SpecReplicasPath:   ".spec.replicas",
			StatusReplicasPath: ".status.replicas",
			LabelSelectorPath:  ptr.To(".status.selector"),
		},
	}
	version := func(name, model string, isStored bool) extensions.CustomResourceDefinitionVersion {
		return extensions.CustomResourceDefinitionVersion{
			Name:             name,
			Served:           true,
			Storage:          isStored,
			Schema:           widgetSchema(model),
			Subresources:     subresources,
			SelectableFields: []extensions.SelectableField{{JSONPath: ".spec." + model}},
			AdditionalPrinterColumns: []extensions.CustomResourceColumnDefinition{
				{Name: "Model", Type: "string", JSONPath: ".spec." + model},
			},
		}
	}
	return &extensions.CustomResourceDefinition{
		ObjectMeta: meta.ObjectMeta{Name: "widgets." + string(g)},
		Spec: extensions.CustomResourceDefinitionSpec{
			Group: string(g),
			Scope: extensions.NamespaceScoped,
			Names: extensions.CustomResourceDefinitionNames{
				Plural: "widgets", Singular: "widget", Kind: "Widget", ListKind: "WidgetList", ShortNames: []string{"wg"},
			},
			Versions: []extensions.CustomResourceDefinitionVersion{version("v1", "model", true)},
		},
	}
}

// install creates the definition through the client of apiextensions, and waits with a watch until it is established. The function
// that it returns deletes the definition with its objects, and waits for its end.
func (g widgetGroup) install(
	ctx context.Context, config *rest.Config, definition *extensions.CustomResourceDefinition,
) (func() error, error) {
	all, err := extensionsclient.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	client := all.ApiextensionsV1().CustomResourceDefinitions()
	created, err := client.Create(ctx, definition, meta.CreateOptions{})
	if err != nil {
		return nil, step("create the definition", err)
	}
	only := meta.ListOptions{
		ResourceVersion: created.ResourceVersion,
		FieldSelector:   fields.OneTermEqualSelector("metadata.name", created.Name).String(),
	}
	events, err := client.Watch(ctx, only)
	if err != nil {
		return nil, step("watch the definition", err)
	}
	remove := func() error {
		defer events.Stop()
		if err := client.Delete(ctx, created.Name, meta.DeleteOptions{}); err != nil {
			return step("delete the definition", err)
		}
		if err := waitFor(ctx, events, watch.Deleted); err != nil {
			return step("end of the definition", err)
		}
		_, err := client.Get(ctx, created.Name, meta.GetOptions{})
		return mismatch("the read of a deleted definition", errors.ReasonForError(err), meta.StatusReasonNotFound)
	}
	for {
		select {
		case <-ctx.Done():
			return nil, step("waiting until the definition is established", ctx.Err())
		case event := <-events.ResultChan():
			if current, ok := event.Object.(*extensions.CustomResourceDefinition); ok && isEstablished(current) {
				return remove, nil
			}
		}
	}
}

func isEstablished(definition *extensions.CustomResourceDefinition) bool {
	for _, each := range definition.Status.Conditions {
		if each.Type == extensions.Established && each.Status == extensions.ConditionTrue {
			return true
		}
	}
	return false
}
