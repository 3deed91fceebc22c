package main

import (
	"context"
	"encoding/json"
	"strings"

	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/retry"
)

// typedRows uses client-go's typed requests, which the clients of all built-in kinds make, with a media type.
func typedRows(mediaType string) []row {
	rows := []row{}
	for _, each := range subjects {
		run := func(ctx context.Context, config *rest.Config) error { return useTyped(ctx, config, each, mediaType) }
		rows = append(rows, row{each.resource.Resource, run})
	}
	return rows
}

func restClient(config *rest.Config, each subject, mediaType string) (*rest.RESTClient, error) {
	version := each.resource.GroupVersion()
	config.GroupVersion = &version
	config.APIPath = "/apis"
	if version.Group == "" {
		config.APIPath = "/api"
	}
	config.ContentType, config.AcceptContentTypes = mediaType, mediaType
	config.NegotiatedSerializer = scheme.Codecs.WithoutConversion()
	return rest.RESTClientFor(config)
}

type typedClient struct {
	subject
	client *rest.RESTClient
}

func (c typedClient) on(request *rest.Request) *rest.Request {
	return request.NamespaceIfScoped(metav1.NamespaceDefault, !c.clusterWide).Resource(c.resource.Resource)
}

func (c typedClient) new() runtime.Object {
	object, err := scheme.Scheme.New(c.kind())
	if err != nil {
		panic(err)
	}
	return object
}

func useTyped(ctx context.Context, config *rest.Config, each subject, mediaType string) error {
	client, err := restClient(config, each, mediaType)
	if err != nil {
		return err
	}
	c := typedClient{each, client}
	name := strings.ReplaceAll(mediaType[strings.LastIndex(mediaType, ".")+1:], "/", "-") + "-" + each.resource.Resource
	object := each.object.DeepCopyObject()
	accessor, _ := meta.Accessor(object)
	accessor.SetName(name)
	read := c.new()
	return steps(
		func() error { return step("create", c.on(client.Post()).Body(object).Do(ctx).Into(read)) },
		func() error { return step("update", c.update(ctx, name)) },
		func() error { return c.patches(ctx, name) },
		func() error { return c.list(ctx, name) },
		func() error {
			return step("delete", c.on(client.Delete()).Name(name).Body(&background).Do(ctx).Error())
		},
		func() error {
			err := c.on(client.Get()).Name(name).Do(ctx).Error()
			return mismatch("the read of a deleted object", errors.ReasonForError(err), metav1.StatusReasonNotFound)
		},
	)
}

// update tries again when a controller has written the object in between.
func (c typedClient) update(ctx context.Context, name string) error {
	return retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		read := c.new()
		if err := c.on(c.client.Get()).Name(name).Do(ctx).Into(read); err != nil {
			return err
		}
		found, _ := meta.Accessor(read)
		found.SetAnnotations(map[string]string{"updated": "yes"})
		return c.on(c.client.Put()).Name(name).Body(read).Do(ctx).Into(read)
	})
}

func (c typedClient) patches(ctx context.Context, name string) error {
	add := []map[string]any{{"op": "add", "path": "/metadata/annotations/json", "value": "yes"}}
	merge := map[string]any{"metadata": map[string]any{"annotations": map[string]any{"merge": "yes"}}}
	for _, each := range []struct {
		kind types.PatchType
		body any
	}{{types.JSONPatchType, add}, {types.MergePatchType, merge}, {types.StrategicMergePatchType, merge}} {
		body, err := json.Marshal(each.body)
		if err != nil {
			return err
		}
		patched := c.new()
		if err := c.on(c.client.Patch(each.kind)).Name(name).Body(body).Do(ctx).Into(patched); err != nil {
			return step(string(each.kind), err)
		}
	}
	read := c.new()
	if err := c.on(c.client.Get()).Name(name).Do(ctx).Into(read); err != nil {
		return step("get after patches", err)
	}
	accessor, _ := meta.Accessor(read)
	for _, key := range []string{"updated", "json", "merge"} {
		if err := mismatch("annotation "+key, accessor.GetAnnotations()[key], "yes"); err != nil {
			return err
		}
	}
	return nil
}

func (c typedClient) list(ctx context.Context, name string) error {
	kind := c.kind()
	list, err := scheme.Scheme.New(kind.GroupVersion().WithKind(kind.Kind + "List"))
	if err != nil {
		return err
	}
	options := &metav1.ListOptions{FieldSelector: "metadata.name=" + name}
	request := c.on(c.client.Get()).VersionedParams(options, scheme.ParameterCodec)
	if err := request.Do(ctx).Into(list); err != nil {
		return step("list", err)
	}
	return step("list", mismatch("the number of items", meta.LenList(list), 1))
}
