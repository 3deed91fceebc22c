package main

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
)

// servedRows read every resource that discovery lists. Their objects are those of the cluster, and one of each subject.
var servedRows = []row{
	{"list, get and watch of every resource", func(ctx context.Context, config *rest.Config) error {
		return everyResource(ctx, config, readDynamically)
	}},
	{"metadata of every resource", func(ctx context.Context, config *rest.Config) error {
		return everyResource(ctx, config, readMetadata)
	}},
	{"protobuf of every resource", func(ctx context.Context, config *rest.Config) error {
		return everyResource(ctx, config, readProtobuf)
	}},
}

// emulationRows run against a server that emulates the release before its own.
var emulationRows = []row{
	{"version", func(_ context.Context, config *rest.Config) error {
		client, err := discovery.NewDiscoveryClientForConfig(config)
		if err != nil {
			return err
		}
		version, err := client.ServerVersion()
		if err != nil {
			return err
		}
		got := fmt.Sprintf("%s.%s %s.%s", version.Major, version.Minor, version.EmulationMajor, version.EmulationMinor)
		return mismatch("the version", got, "1.37 1.36")
	}},
}

// everyResource creates the subjects, calls a function for every resource that can be listed, and deletes the subjects.
func everyResource(
	ctx context.Context, config *rest.Config, use func(context.Context, *rest.Config, meta.APIResource) error,
) error {
	asked, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	lists, err := asked.ServerPreferredResources()
	if err != nil {
		return step("discovery", err)
	}
	_, all, _, err := asked.GroupsAndMaybeResources()
	if err != nil {
		return step("aggregated discovery", err)
	}
	if len(lists) < 20 {
		return fmt.Errorf("only %d group versions", len(lists))
	}
	for _, each := range subjects {
		if err := each.create(ctx, config); err != nil {
			return step("create "+each.resource.Resource, err)
		}
	}
	failures := []string{}
	for version, list := range all {
		for _, resource := range list.APIResources {
			if !slices.Contains(resource.Verbs, "list") || strings.Contains(resource.Name, "/") {
				continue
			}
			resource.Group, resource.Version = version.Group, version.Version
			if err := use(ctx, config, resource); err != nil {
				failures = append(failures, fmt.Sprintf("%s of %v: %v", resource.Name, version, err))
			}
		}
	}
	for _, each := range subjects {
		client, err := dynamicClient(config, each)
		if err != nil {
			return err
		}
		if err := client.Delete(ctx, "served-"+each.resource.Resource, background); err != nil {
			return step("delete "+each.resource.Resource, err)
		}
		err = until(ctx, "the end of "+each.resource.Resource, func() (bool, error) {
			_, err := client.Get(ctx, "served-"+each.resource.Resource, meta.GetOptions{})
			return errors.IsNotFound(err), nil
		})
		if err != nil {
			return err
		}
	}
	if len(failures) > 0 {
		return fmt.Errorf("%s", strings.Join(failures, "; "))
	}
	return nil
}

func (each subject) create(ctx context.Context, config *rest.Config) error {
	client, err := dynamicClient(config, each)
	if err != nil {
		return err
	}
	object, err := unstructuredOf(each, "served-"+each.resource.Resource)
	if err != nil {
		return err
	}
	_, err = client.Create(ctx, object, meta.CreateOptions{})
	return err
}

func versionedResource(resource meta.APIResource) schema.GroupVersionResource {
	return at(resource.Group, resource.Version, resource.Name)
}

var initialEvents = meta.ListOptions{
	SendInitialEvents: func() *bool { yes := true; return &yes }(), ResourceVersionMatch: meta.ResourceVersionMatchNotOlderThan,
	AllowWatchBookmarks: true,
}

func readDynamically(ctx context.Context, config *rest.Config, resource meta.APIResource) error {
	all, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	client := all.Resource(versionedResource(resource))
	list, err := client.List(ctx, meta.ListOptions{Limit: 5})
	if err != nil {
		return step("list", err)
	}
	if err := mismatch("the kind of the list", list.GetKind(), resource.Kind+"List"); err != nil {
		return err
	}
	for _, item := range list.Items {
		if !slices.Contains(resource.Verbs, "get") {
			break
		}
		read, err := client.Namespace(item.GetNamespace()).Get(ctx, item.GetName(), meta.GetOptions{})
		if err != nil {
			return step("get", err)
		}
		if err := mismatch("the kind of an object", read.GetKind(), resource.Kind); err != nil {
			return err
		}
	}
	if !slices.Contains(resource.Verbs, "watch") {
		return nil
	}
	events, err := client.Watch(ctx, initialEvents)
	if err != nil {
		return step("watch", err)
	}
	defer events.Stop()
	for {
		select {
		case <-ctx.Done():
			return step("watch", ctx.Err())
		case event := <-events.ResultChan():
			object, ok := event.Object.(*unstructured.Unstructured)
			if !ok || (event.Type != watch.Added && event.Type != watch.Bookmark && event.Type != watch.Modified && event.Type != watch.Deleted) {
				return fmt.Errorf("unexpected event %v: %v", event.Type, event.Object)
			}
			if err := mismatch("the kind of an event", object.GetKind(), resource.Kind); err != nil {
				return err
			}
			if object.GetAnnotations()[initialEventsEnd] == "true" {
				return nil
			}
		}
	}
}

func readMetadata(ctx context.Context, config *rest.Config, resource meta.APIResource) error {
	all, err := metadata.NewForConfig(config)
	if err != nil {
		return err
	}
	client := all.Resource(versionedResource(resource))
	list, err := client.List(ctx, meta.ListOptions{Limit: 5})
	if err != nil {
		return step("list", err)
	}
	for _, item := range list.Items {
		if !slices.Contains(resource.Verbs, "get") {
			break
		}
		if _, err := client.Namespace(item.Namespace).Get(ctx, item.Name, meta.GetOptions{}); err != nil {
			return step("get", err)
		}
	}
	return nil
}

// readProtobuf compares each object of a list in protobuf with the same object in JSON, and writes it as protobuf in a dry run.
func readProtobuf(ctx context.Context, config *rest.Config, resource meta.APIResource) error {
	kind := schema.GroupVersionKind{Group: resource.Group, Version: resource.Version, Kind: resource.Kind}
	if !scheme.Scheme.Recognizes(kind) {
		return nil
	}
	each := subject{versionedResource(resource), nil, !resource.Namespaced}
	inProtobuf, err := restClient(rest.CopyConfig(config), each, "application/vnd.kubernetes.protobuf")
	if err != nil {
		return err
	}
	all, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	list, err := all.Resource(each.resource).List(ctx, meta.ListOptions{Limit: 5})
	if err != nil {
		return step("list", err)
	}
	if !slices.Contains(resource.Verbs, "get") {
		return nil
	}
	for _, item := range list.Items {
		inJSON, err := item.MarshalJSON()
		if err != nil {
			return err
		}
		want, err := scheme.Scheme.New(kind)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(inJSON, want); err != nil {
			return err
		}
		got, _ := scheme.Scheme.New(kind)
		read := inProtobuf.Get().NamespaceIfScoped(item.GetNamespace(), resource.Namespaced).Resource(resource.Name).Name(item.GetName())
		if err := read.Do(ctx).Into(got); err != nil {
			return step("get", err)
		}
		got.GetObjectKind().SetGroupVersionKind(kind)
		asJSON, err := json.Marshal(got)
		if err != nil {
			return err
		}
		if !equality.Semantic.DeepEqual(got, want) && !isSameJSON(got, want) && !isChanging(got, want) {
			return fmt.Errorf("protobuf is %s instead of %s", asJSON, inJSON)
		}
		if !slices.Contains(resource.Verbs, "update") {
			continue
		}
		write := inProtobuf.Put().NamespaceIfScoped(item.GetNamespace(), resource.Namespaced).Resource(resource.Name).Name(item.GetName())
		options := &meta.UpdateOptions{DryRun: []string{meta.DryRunAll}}
		written, _ := scheme.Scheme.New(kind)
		err = write.VersionedParams(options, scheme.ParameterCodec).Body(got).Do(ctx).Into(written)
		if errors.IsConflict(err) {
			continue
		}
		if err != nil {
			return step("dry run of an update", err)
		}
		written.GetObjectKind().SetGroupVersionKind(kind)
		withoutManagers(written)
		withoutManagers(got)
		if !equality.Semantic.DeepEqual(written, got) {
			before, _ := json.Marshal(got)
			after, _ := json.Marshal(written)
			return fmt.Errorf("an update without changes makes %s of %s", after, before)
		}
	}
	return nil
}

// isSameJSON tells whether two objects are equal as JSON. Raw extensions are bytes, in which the order of keys may differ.
func isSameJSON(one, other any) bool {
	var values [2]any
	for index, object := range []any{one, other} {
		text, err := json.Marshal(object)
		if err != nil || json.Unmarshal(text, &values[index]) != nil {
			return false
		}
	}
	return reflect.DeepEqual(values[0], values[1])
}

// isChanging tells whether an object was written between two reads.
func isChanging(one, other any) bool {
	left, _ := one.(meta.Object)
	right, _ := other.(meta.Object)
	return left.GetResourceVersion() != right.GetResourceVersion()
}

func withoutManagers(object any) {
	if accessor, ok := object.(meta.Object); ok {
		accessor.SetManagedFields(nil)
	}
	if event, ok := object.(*core.Event); ok {
		event.ManagedFields = nil
	}
}
