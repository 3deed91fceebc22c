package main

import (
	"context"
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/openapi"
	"k8s.io/client-go/openapi3"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
)

// discoveryRows uses client-go's discovery client, which asks for aggregated discovery, and the clients of OpenAPI.
var discoveryRows = []row{
	{"groups and resources", func(_ context.Context, config *rest.Config) error {
		client, err := discovery.NewDiscoveryClientForConfig(config)
		if err != nil {
			return err
		}
		groups, resources, failed, err := client.GroupsAndMaybeResources()
		if err != nil {
			return step("groups", err)
		}
		if len(failed) > 0 {
			return fmt.Errorf("group versions that failed: %v", failed)
		}
		if resources == nil {
			return fmt.Errorf("the server has no aggregated discovery")
		}
		if len(groups.Groups) < 20 {
			return fmt.Errorf("only %d groups", len(groups.Groups))
		}
		for _, each := range subjects {
			list := resources[each.resource.GroupVersion()]
			if list == nil {
				return fmt.Errorf("no resources of %v", each.resource.GroupVersion())
			}
			names := []string{}
			for _, resource := range list.APIResources {
				names = append(names, resource.Name)
			}
			if !slices.Contains(names, each.resource.Resource) {
				return fmt.Errorf("%v is missing", each.resource)
			}
		}
		return nil
	}},
	{"mapping of kinds", func(_ context.Context, config *rest.Config) error {
		client, err := discovery.NewDiscoveryClientForConfig(config)
		if err != nil {
			return err
		}
		mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client))
		for _, each := range subjects {
			mapping, err := mapper.RESTMapping(each.kind().GroupKind())
			if err != nil {
				return step(each.kind().Kind, err)
			}
			if err := mismatch("the resource of "+each.kind().Kind, mapping.Resource, each.resource); err != nil {
				return err
			}
		}
		return nil
	}},
	{"short names", func(_ context.Context, config *rest.Config) error {
		client, err := discovery.NewDiscoveryClientForConfig(config)
		if err != nil {
			return err
		}
		cached := memory.NewMemCacheClient(client)
		mapper := restmapper.NewShortcutExpander(restmapper.NewDeferredDiscoveryRESTMapper(cached), cached, nil)
		found, err := mapper.ResourceFor(schema.GroupVersionResource{Resource: "deploy"})
		if err != nil {
			return err
		}
		return mismatch("deploy", found, at("apps", "v1", "deployments"))
	}},
	{"server version", func(_ context.Context, config *rest.Config) error {
		client, err := discovery.NewDiscoveryClientForConfig(config)
		if err != nil {
			return err
		}
		version, err := client.ServerVersion()
		if err != nil {
			return err
		}
		return mismatch("the emulated version", version.EmulationMajor+"."+version.EmulationMinor, version.Major+"."+version.Minor)
	}},
	{"OpenAPI version 3", func(_ context.Context, config *rest.Config) error {
		client, err := discovery.NewDiscoveryClientForConfig(config)
		if err != nil {
			return err
		}
		var documents openapi.Client = client.OpenAPIV3()
		root := openapi3.NewRoot(documents)
		versions, err := root.GroupVersions()
		if err != nil {
			return step("index", err)
		}
		for _, version := range versions {
			if _, err := root.GVSpec(version); err != nil {
				return step(version.String(), err)
			}
		}
		return nil
	}},
	{"OpenAPI version 2", func(_ context.Context, config *rest.Config) error {
		client, err := discovery.NewDiscoveryClientForConfig(config)
		if err != nil {
			return err
		}
		document, err := client.OpenAPISchema()
		if err != nil {
			return err
		}
		if len(document.Definitions.AdditionalProperties) < 500 {
			return fmt.Errorf("only %d definitions", len(document.Definitions.AdditionalProperties))
		}
		return nil
	}},
}
