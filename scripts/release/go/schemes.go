package main

import (
	"fmt"
	"slices"
	"strings"

	extensions "k8s.io/apiextensions-apiserver/pkg/apiserver"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	aggregator "k8s.io/kube-aggregator/pkg/apiserver/scheme"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/kubeapiserver"
)

var schemes = []*runtime.Scheme{legacyscheme.Scheme, extensions.Scheme, aggregator.Scheme}

// libraries are packages whose types are part of the API without a group version that is served.
var libraries = []string{
	"k8s.io/api/admission/v1",
	"k8s.io/api/apidiscovery/v2",
	"k8s.io/apimachinery/pkg/api/resource",
	"k8s.io/apimachinery/pkg/apis/meta/v1",
	"k8s.io/apimachinery/pkg/apis/meta/v1beta1",
	"k8s.io/apimachinery/pkg/runtime",
	"k8s.io/apimachinery/pkg/util/intstr",
	"k8s.io/apimachinery/pkg/version",
	"k8s.io/apiserver/pkg/apis/audit/v1",
	"k8s.io/metrics/pkg/apis/metrics/v1beta1",
}

// packagesOf returns the packages of the types of group versions, as "apps/v1" or "v1", and of the libraries.
func packagesOf(groupVersions []string) ([]string, error) {
	paths := slices.Clone(libraries)
	for _, text := range groupVersions {
		version, err := schema.ParseGroupVersion(text)
		if err != nil {
			return nil, err
		}
		path := packageOf(version)
		if path == "" {
			return nil, fmt.Errorf("no types of %s", text)
		}
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return slices.Compact(paths), nil
}

func packageOf(version schema.GroupVersion) string {
	for _, scheme := range schemes {
		for _, known := range scheme.KnownTypes(version) {
			// Types that all group versions share are in another package.
			if path := known.PkgPath(); strings.HasSuffix(path, "/"+version.Version) && !slices.Contains(libraries, path) {
				return path
			}
		}
	}
	return ""
}

// groupFacts returns the versions of each group in the order in which the storage prefers them.
func groupFacts() map[string][]string {
	found := map[string][]string{}
	for _, scheme := range schemes {
		for _, version := range scheme.PrioritizedVersionsAllGroups() {
			if version.Version != runtime.APIVersionInternal && !slices.Contains(found[version.Group], version.Version) {
				found[version.Group] = append(found[version.Group], version.Version)
			}
		}
	}
	return found
}

// prefixFacts returns the storage prefixes that differ from the name of the resource, by "group/resource".
func prefixFacts() map[string]string {
	found := map[string]string{}
	for resource, prefix := range kubeapiserver.SpecialDefaultResourcePrefixes {
		found[resource.Group+"/"+resource.Resource] = prefix
	}
	return found
}

// lifecycle tells in which minor release of 1 a version of a kind came, was deprecated and goes.
type lifecycle struct {
	Introduced int `json:"introduced,omitempty"`
	Deprecated int `json:"deprecated,omitempty"`
	Removed    int `json:"removed,omitempty"`
}

// lifecycleFacts returns the lifecycles by "group/version/kind".
func lifecycleFacts() map[string]lifecycle {
	found := map[string]lifecycle{}
	for _, scheme := range schemes {
		for kind := range scheme.AllKnownTypes() {
			object, err := scheme.New(kind)
			if err != nil || kind.Version == runtime.APIVersionInternal {
				continue
			}
			fact := lifecycle{}
			if introduced, has := object.(interface{ APILifecycleIntroduced() (int, int) }); has {
				_, fact.Introduced = introduced.APILifecycleIntroduced()
			}
			if deprecated, has := object.(interface{ APILifecycleDeprecated() (int, int) }); has {
				_, fact.Deprecated = deprecated.APILifecycleDeprecated()
			}
			if removed, has := object.(interface{ APILifecycleRemoved() (int, int) }); has {
				_, fact.Removed = removed.APILifecycleRemoved()
			}
			if fact != (lifecycle{}) {
				found[kind.Group+"/"+kind.Version+"/"+kind.Kind] = fact
			}
		}
	}
	return found
}
