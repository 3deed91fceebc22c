package main

import (
	"context"
	"encoding/json"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
)

func unstructuredOf(each subject, name string) (*unstructured.Unstructured, error) {
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(each.object.DeepCopyObject())
	if err != nil {
		return nil, err
	}
	object := &unstructured.Unstructured{Object: content}
	object.SetGroupVersionKind(each.kind())
	object.SetName(name)
	unstructured.RemoveNestedField(object.Object, "status")
	unstructured.RemoveNestedField(object.Object, "metadata", "creationTimestamp")
	return object, nil
}

func dynamicClient(config *rest.Config, each subject) (dynamic.ResourceInterface, error) {
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	if each.clusterWide {
		return client.Resource(each.resource), nil
	}
	return client.Resource(each.resource).Namespace(metav1.NamespaceDefault), nil
}

// dynamicRows uses client-go's dynamic client, including watch and server-side apply.
func dynamicRows() []row {
	rows := []row{}
	for _, each := range subjects {
		run := func(ctx context.Context, config *rest.Config) error { return useDynamic(ctx, config, each) }
		rows = append(rows, row{each.resource.Resource, run})
	}
	return rows
}

func useDynamic(ctx context.Context, config *rest.Config, each subject) error {
	name := "dynamic-" + each.resource.Resource
	client, err := dynamicClient(config, each)
	if err != nil {
		return err
	}
	object, err := unstructuredOf(each, name)
	if err != nil {
		return err
	}
	created, err := client.Create(ctx, object, metav1.CreateOptions{})
	if err != nil {
		return step("create", err)
	}
	since := metav1.ListOptions{ResourceVersion: created.GetResourceVersion(), FieldSelector: "metadata.name=" + name}
	events, err := client.Watch(ctx, since)
	if err != nil {
		return step("watch", err)
	}
	defer events.Stop()
	object.SetLabels(map[string]string{"applied": "yes"})
	applied, err := client.Apply(ctx, name, object, metav1.ApplyOptions{FieldManager: "clients", Force: true})
	if err != nil {
		return step("apply", err)
	}
	if err := mismatch("the applied label", applied.GetLabels()["applied"], "yes"); err != nil {
		return err
	}
	if err := client.Delete(ctx, name, background); err != nil {
		return step("delete", err)
	}
	return step("watch", waitFor(ctx, events, watch.Modified, watch.Deleted))
}

// waitFor reads events until these types have come, in this order.
func waitFor(ctx context.Context, events watch.Interface, kinds ...watch.EventType) error {
	for len(kinds) > 0 {
		select {
		case <-ctx.Done():
			return step("waiting for "+string(kinds[0]), ctx.Err())
		case event, isOpen := <-events.ResultChan():
			if !isOpen {
				return step("waiting for "+string(kinds[0]), context.Canceled)
			}
			if event.Type == kinds[0] {
				kinds = kinds[1:]
			}
		}
	}
	return nil
}

// background deletes at once. ReplicationControllers would first orphan their pods.
var background = metav1.DeleteOptions{PropagationPolicy: &inBackground}

var inBackground = metav1.DeletePropagationBackground

// metadataRows uses the metadata client, which reads and patches only the metadata of objects.
func metadataRows() []row {
	rows := []row{}
	for _, each := range subjects {
		run := func(ctx context.Context, config *rest.Config) error { return useMetadata(ctx, config, each) }
		rows = append(rows, row{each.resource.Resource, run})
	}
	return rows
}

func useMetadata(ctx context.Context, config *rest.Config, each subject) error {
	name := "metadata-" + each.resource.Resource
	writer, err := dynamicClient(config, each)
	if err != nil {
		return err
	}
	all, err := metadata.NewForConfig(config)
	if err != nil {
		return err
	}
	var client metadata.ResourceInterface = all.Resource(each.resource)
	if !each.clusterWide {
		client = all.Resource(each.resource).Namespace(metav1.NamespaceDefault)
	}
	object, err := unstructuredOf(each, name)
	if err != nil {
		return err
	}
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"labels": map[string]any{"metadata": name}}})
	if err != nil {
		return err
	}
	options := metav1.ListOptions{LabelSelector: "metadata=" + name}
	return steps(
		func() error { _, err := writer.Create(ctx, object, metav1.CreateOptions{}); return step("create", err) },
		func() error {
			patched, err := client.Patch(ctx, name, types.MergePatchType, patch, metav1.PatchOptions{})
			if err != nil {
				return step("patch", err)
			}
			return mismatch("the patched label", patched.Labels["metadata"], name)
		},
		func() error {
			list, err := client.List(ctx, options)
			if err != nil {
				return step("list", err)
			}
			return step("list", mismatch("the number of items", len(list.Items), 1))
		},
		func() error {
			return step("deletecollection", client.DeleteCollection(ctx, background, options))
		},
	)
}
