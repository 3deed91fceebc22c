package main

import (
	"context"
	"fmt"
	"strings"

	autoscaling "k8s.io/api/autoscaling/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/scale"
	"k8s.io/client-go/tools/cache"
	"k8s.io/utils/ptr"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// customResourceRows use a CustomResourceDefinition of their own and its objects through all clients.
var customResourceRows = []row{
	{"dynamic", withWidgets("dynamic.clients.test", useWidgetsDynamically)},
	{"metadata", withWidgets("metadata.clients.test", useWidgetMetadata)},
	{"typed by controller-runtime", withWidgets("typed.clients.test", useTypedWidgets)},
	{"status and scale", withWidgets("scale.clients.test", useWidgetSubresources)},
	{"server-side apply", withWidgets("apply.clients.test", applyWidgets)},
	{"field selectors", withWidgets("fields.clients.test", selectWidgets)},
	{"informers", withWidgets("informers.clients.test", informOfWidgets)},
	{"validation", withWidgets("validation.clients.test", refuseWidgets)},
	{"discovery and OpenAPI", withWidgets("discovery.clients.test", discoverWidgets)},
}

type useOfWidgets func(ctx context.Context, config *rest.Config, group widgetGroup) error

// withWidgets runs a function while a definition of the group exists.
func withWidgets(group widgetGroup, use useOfWidgets) func(context.Context, *rest.Config) error {
	return func(ctx context.Context, config *rest.Config) error {
		remove, err := group.install(ctx, config, group.definition())
		if err != nil {
			return err
		}
		if err := use(ctx, config, group); err != nil {
			return err
		}
		return remove()
	}
}

func (g widgetGroup) subject() subject {
	return subject{g.resource(), nil, false}
}

func (g widgetGroup) unstructured(name, model string) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": g.version("v1").String(),
		"kind":       "Widget",
		"metadata":   map[string]any{"name": name},
		"spec":       map[string]any{"model": model},
	}}
}

func useWidgetsDynamically(ctx context.Context, config *rest.Config, group widgetGroup) error {
	client, err := dynamicClient(config, group.subject())
	if err != nil {
		return err
	}
	given := group.unstructured("a", "arm")
	given.Object["spec"].(map[string]any)["unknown"] = "pruned"
	created, err := client.Create(ctx, given, meta.CreateOptions{})
	if err != nil {
		return step("create", err)
	}
	want := map[string]any{"model": "arm", "replicas": int64(1)}
	if err := mismatch("the spec", fmt.Sprint(created.Object["spec"]), fmt.Sprint(want)); err != nil {
		return err
	}
	events, err := client.Watch(ctx, meta.ListOptions{ResourceVersion: created.GetResourceVersion()})
	if err != nil {
		return step("watch", err)
	}
	defer events.Stop()
	return steps(
		func() error {
			created.SetLabels(labels)
			updated, err := client.Update(ctx, created, meta.UpdateOptions{})
			if err != nil {
				return step("update", err)
			}
			return mismatch("the generation after a change of metadata", updated.GetGeneration(), 1)
		},
		func() error {
			patch := []byte(`{"spec":{"replicas":2}}`)
			patched, err := client.Patch(ctx, "a", types.MergePatchType, patch, meta.PatchOptions{})
			if err != nil {
				return step("merge patch", err)
			}
			return mismatch("the generation after a change of the spec", patched.GetGeneration(), 2)
		},
		func() error {
			patch := []byte(`{"spec":{"replicas":2}}`)
			_, err := client.Patch(ctx, "a", types.StrategicMergePatchType, patch, meta.PatchOptions{})
			return mismatch("the answer to a strategic merge patch", errors.ReasonForError(err), meta.StatusReasonUnsupportedMediaType)
		},
		func() error {
			list, err := client.List(ctx, meta.ListOptions{LabelSelector: "app=clients"})
			if err != nil {
				return step("list", err)
			}
			return mismatch("the list", fmt.Sprint(list.GetKind(), len(list.Items)), "WidgetList1")
		},
		func() error { return step("delete", client.Delete(ctx, "a", meta.DeleteOptions{})) },
		func() error {
			return step("watch", waitFor(ctx, events, watch.Modified, watch.Modified, watch.Deleted))
		},
	)
}

func useWidgetMetadata(ctx context.Context, config *rest.Config, group widgetGroup) error {
	writer, err := dynamicClient(config, group.subject())
	if err != nil {
		return err
	}
	all, err := metadata.NewForConfig(config)
	if err != nil {
		return err
	}
	client := all.Resource(group.resource()).Namespace(meta.NamespaceDefault)
	created, err := writer.Create(ctx, group.unstructured("a", "arm"), meta.CreateOptions{})
	if err != nil {
		return step("create", err)
	}
	events, err := client.Watch(ctx, meta.ListOptions{ResourceVersion: created.GetResourceVersion()})
	if err != nil {
		return step("watch", err)
	}
	defer events.Stop()
	patch := []byte(`{"metadata":{"labels":{"a":"b"},"finalizers":["clients.test/wait"]}}`)
	patched, err := client.Patch(ctx, "a", types.MergePatchType, patch, meta.PatchOptions{})
	if err != nil {
		return step("patch", err)
	}
	if err := mismatch("the label", patched.Labels["a"], "b"); err != nil {
		return err
	}
	if err := client.Delete(ctx, "a", meta.DeleteOptions{}); err != nil {
		return step("delete", err)
	}
	waiting, err := client.Get(ctx, "a", meta.GetOptions{})
	if err != nil {
		return step("get", err)
	}
	if err := mismatch("whether the object is being deleted", waiting.DeletionTimestamp != nil, true); err != nil {
		return err
	}
	patch = []byte(`{"metadata":{"finalizers":null}}`)
	if _, err := client.Patch(ctx, "a", types.MergePatchType, patch, meta.PatchOptions{}); err != nil {
		return step("remove the finalizer", err)
	}
	return step("watch", waitFor(ctx, events, watch.Modified, watch.Modified, watch.Deleted))
}

func typedWidget(name, model string) *Widget {
	return &Widget{ObjectMeta: meta.ObjectMeta{Namespace: meta.NamespaceDefault, Name: name}, Spec: WidgetSpec{Model: model}}
}

func useTypedWidgets(ctx context.Context, config *rest.Config, group widgetGroup) error {
	c, err := client.New(config, client.Options{Scheme: group.scheme()})
	if err != nil {
		return err
	}
	widget := typedWidget("a", "arm")
	return steps(
		func() error { return step("create", c.Create(ctx, widget)) },
		func() error { return mismatch("the default", ptr.Deref(widget.Spec.Replicas, 0), 1) },
		func() error {
			before := widget.DeepCopyObject().(*Widget)
			widget.Spec.Parts = []Part{{Name: "x", Size: 1 << 53}}
			return step("patch", c.Patch(ctx, widget, client.MergeFrom(before)))
		},
		func() error {
			read := &Widget{}
			if err := c.Get(ctx, client.ObjectKeyFromObject(widget), read); err != nil {
				return step("get", err)
			}
			return mismatch("the parts", fmt.Sprint(read.Spec.Parts), fmt.Sprint(widget.Spec.Parts))
		},
		func() error {
			list := &WidgetList{}
			if err := c.List(ctx, list, client.InNamespace(meta.NamespaceDefault)); err != nil {
				return step("list", err)
			}
			return mismatch("the number of items", len(list.Items), 1)
		},
		func() error {
			stale := widget.DeepCopyObject().(*Widget)
			stale.ResourceVersion = "1"
			return mismatch("whether a stale update conflicts", errors.IsConflict(c.Update(ctx, stale)), true)
		},
		func() error {
			return step("deletecollection", c.DeleteAllOf(ctx, &Widget{}, client.InNamespace(meta.NamespaceDefault)))
		},
		func() error {
			err := c.Get(ctx, client.ObjectKeyFromObject(widget), &Widget{})
			return mismatch("whether the object is gone", errors.IsNotFound(err), true)
		},
	)
}

func useWidgetSubresources(ctx context.Context, config *rest.Config, group widgetGroup) error {
	c, err := client.New(config, client.Options{Scheme: group.scheme()})
	if err != nil {
		return err
	}
	asked, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(asked))
	scales, err := scale.NewForConfig(config, mapper, dynamic.LegacyAPIPathResolverFunc, scale.NewDiscoveryScaleKindResolver(asked))
	if err != nil {
		return err
	}
	widget := typedWidget("a", "arm")
	widget.Status.Replicas = 9
	resource := group.resource().GroupResource()
	return steps(
		func() error { return step("create", c.Create(ctx, widget)) },
		func() error { return mismatch("the status after create", widget.Status.Replicas, 0) },
		func() error {
			widget.Spec.Model = "ignored"
			widget.Status = WidgetStatus{Replicas: 1, Selector: "app=clients"}
			return step("update of the status", c.Status().Update(ctx, widget))
		},
		func() error {
			got := fmt.Sprint(widget.Spec.Model, widget.Status.Replicas, widget.Generation)
			return mismatch("the object after an update of its status", got, "arm1 1")
		},
		func() error {
			found, err := scales.Scales(meta.NamespaceDefault).Get(ctx, resource, "a", meta.GetOptions{})
			if err != nil {
				return step("get scale", err)
			}
			if err := mismatch("the scale", fmt.Sprint(found.Spec.Replicas, found.Status.Selector), "1app=clients"); err != nil {
				return err
			}
			found.Spec.Replicas = 4
			_, err = scales.Scales(meta.NamespaceDefault).Update(ctx, resource, found, meta.UpdateOptions{})
			return step("update scale", err)
		},
		func() error {
			current := &autoscaling.Scale{}
			if err := c.SubResource("scale").Get(ctx, widget, current); err != nil {
				return step("get scale by controller-runtime", err)
			}
			return mismatch("the replicas", current.Spec.Replicas, 4)
		},
	)
}

func applyWidgets(ctx context.Context, config *rest.Config, group widgetGroup) error {
	client, err := dynamicClient(config, group.subject())
	if err != nil {
		return err
	}
	withPart := func(name string, size int64) *unstructured.Unstructured {
		object := group.unstructured("a", "arm")
		parts := []any{map[string]any{"name": name, "size": size}}
		object.Object["spec"].(map[string]any)["parts"] = parts
		return object
	}
	by := func(manager string) meta.ApplyOptions { return meta.ApplyOptions{FieldManager: manager} }
	return steps(
		func() error {
			_, err := client.Apply(ctx, "a", withPart("x", 1), by("one"))
			return step("first apply", err)
		},
		func() error {
			applied, err := client.Apply(ctx, "a", withPart("y", 2), by("two"))
			if err != nil {
				return step("second apply", err)
			}
			parts, _, _ := unstructured.NestedSlice(applied.Object, "spec", "parts")
			return mismatch("the number of parts", len(parts), 2)
		},
		func() error {
			_, err := client.Apply(ctx, "a", withPart("x", 3), by("two"))
			return mismatch("whether another's field conflicts", errors.IsConflict(err), true)
		},
		func() error {
			applied, err := client.Apply(ctx, "a", group.unstructured("a", "arm"), by("one"))
			if err != nil {
				return step("third apply", err)
			}
			parts, _, _ := unstructured.NestedSlice(applied.Object, "spec", "parts")
			return mismatch("the parts that are left", fmt.Sprint(parts), "[map[name:y size:2]]")
		},
	)
}

func selectWidgets(ctx context.Context, config *rest.Config, group widgetGroup) error {
	client, err := dynamicClient(config, group.subject())
	if err != nil {
		return err
	}
	for name, model := range map[string]string{"a": "arm", "b": "cart", "c": "cart"} {
		if _, err := client.Create(ctx, group.unstructured(name, model), meta.CreateOptions{}); err != nil {
			return step("create", err)
		}
	}
	list, err := client.List(ctx, meta.ListOptions{FieldSelector: "spec.model=cart"})
	if err != nil {
		return step("list", err)
	}
	if err := mismatch("the number of selected objects", len(list.Items), 2); err != nil {
		return err
	}
	events, err := client.Watch(ctx, meta.ListOptions{FieldSelector: "spec.model=cart", ResourceVersion: list.GetResourceVersion()})
	if err != nil {
		return step("watch", err)
	}
	defer events.Stop()
	for _, model := range []string{"cart", "arm"} {
		patch := []byte(`{"spec":{"model":"` + model + `"}}`)
		if _, err := client.Patch(ctx, "a", types.MergePatchType, patch, meta.PatchOptions{}); err != nil {
			return step("patch", err)
		}
	}
	if err := waitFor(ctx, events, watch.Added, watch.Deleted); err != nil {
		return step("watch", err)
	}
	_, err = client.List(ctx, meta.ListOptions{FieldSelector: "spec.replicas=1"})
	return mismatch("the answer to a field that is not selectable", errors.ReasonForError(err), meta.StatusReasonBadRequest)
}

func informOfWidgets(ctx context.Context, config *rest.Config, group widgetGroup) error {
	all, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	client := all.Resource(group.resource()).Namespace(meta.NamespaceDefault)
	if _, err := client.Create(ctx, group.unstructured("before", "arm"), meta.CreateOptions{}); err != nil {
		return step("create", err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	factory := dynamicinformer.NewDynamicSharedInformerFactory(all, 0)
	informer := factory.ForResource(group.resource()).Informer()
	seen := newSeen("informed")
	if _, err := informer.AddEventHandler(seen.handler()); err != nil {
		return err
	}
	factory.Start(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), informer.HasSynced) {
		return fmt.Errorf("the informer is not synced")
	}
	if err := mismatch("the number of cached objects", len(informer.GetStore().List()), 1); err != nil {
		return err
	}
	patch := []byte(`{"spec":{"replicas":3}}`)
	return steps(
		func() error {
			_, err := client.Create(ctx, group.unstructured("informed", "arm"), meta.CreateOptions{})
			return step("create", err)
		},
		func() error { return seen.wait(ctx, &seen.added, "the added object") },
		func() error {
			_, err := client.Patch(ctx, "informed", types.MergePatchType, patch, meta.PatchOptions{})
			return step("patch", err)
		},
		func() error { return seen.wait(ctx, &seen.updated, "the updated object") },
		func() error { return step("delete", client.Delete(ctx, "informed", meta.DeleteOptions{})) },
		func() error { return seen.wait(ctx, &seen.deleted, "the deleted object") },
	)
}

func refuseWidgets(ctx context.Context, config *rest.Config, group widgetGroup) error {
	client, err := dynamicClient(config, group.subject())
	if err != nil {
		return err
	}
	for _, each := range []struct{ spec, message string }{
		{`{}`, `Widget.` + string(group) + ` "a" is invalid: [spec.model: Required value, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]`},
		{`{"model":"bad"}`, `Widget.` + string(group) + ` "a" is invalid: spec.model: Invalid value: "bad": the model must not be bad`},
		{`{"model":"a","replicas":-1}`, `Widget.` + string(group) + ` "a" is invalid: [spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0, .spec.replicas: Invalid value: -1: should be a non-negative integer]`},
		{`{"model":"a","parts":[{"name":"x"},{"name":"x"}]}`, `Widget.` + string(group) + ` "a" is invalid: spec.parts[1]: Duplicate value: {"name":"x"}`},
	} {
		object := group.unstructured("a", "")
		if err := object.UnmarshalJSON([]byte(strings.Replace(`{"apiVersion":"GV","kind":"Widget","metadata":{"name":"a"},"spec":`+each.spec+`}`, "GV", group.version("v1").String(), 1))); err != nil {
			return err
		}
		_, err := client.Create(ctx, object, meta.CreateOptions{})
		if err := mismatch("the answer to "+each.spec, fmt.Sprint(err), each.message); err != nil {
			return err
		}
	}
	object := group.unstructured("a", "arm")
	object.Object["spec"].(map[string]any)["unknown"] = "x"
	_, err = client.Create(ctx, object, meta.CreateOptions{FieldValidation: meta.FieldValidationStrict})
	return mismatch("whether an unknown field is refused", errors.IsBadRequest(err), true)
}

func discoverWidgets(ctx context.Context, config *rest.Config, group widgetGroup) error {
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	list, err := client.ServerResourcesForGroupVersion(group.version("v1").String())
	if err != nil {
		return step("resources", err)
	}
	names := []string{}
	for _, each := range list.APIResources {
		names = append(names, each.Name)
	}
	if err := mismatch("the resources", strings.Join(names, " "), "widgets widgets/status widgets/scale"); err != nil {
		return err
	}
	_, resources, failed, err := client.GroupsAndMaybeResources()
	if err != nil || len(failed) > 0 {
		return fmt.Errorf("aggregated discovery: %v %v", err, failed)
	}
	if err := mismatch("whether aggregated discovery has the group", resources[group.version("v1")] != nil, true); err != nil {
		return err
	}
	paths, err := client.OpenAPIV3().Paths()
	if err != nil {
		return step("paths of OpenAPI v3", err)
	}
	path := paths["apis/"+group.version("v1").String()]
	if path == nil {
		return fmt.Errorf("OpenAPI v3 has no document of %s", group)
	}
	document, err := path.Schema("application/json")
	if err != nil {
		return step("OpenAPI v3", err)
	}
	return mismatch("whether the document has the schema", strings.Contains(string(document), `"x-kubernetes-list-map-keys"`), true)
}
