package main

import (
	"context"
	"fmt"
	"sync/atomic"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

const initialEventsEnd = "k8s.io/initial-events-end"

// informerRows uses informers, which start with a watch that sends the initial events (WatchList).
var informerRows = []row{
	{"watch that sends initial events", func(ctx context.Context, config *rest.Config) error {
		client, err := kubernetes.NewForConfig(config)
		if err != nil {
			return err
		}
		yes := true
		events, err := client.CoreV1().Namespaces().Watch(ctx, meta.ListOptions{
			SendInitialEvents:    &yes,
			ResourceVersionMatch: meta.ResourceVersionMatchNotOlderThan,
			AllowWatchBookmarks:  true,
		})
		if err != nil {
			return err
		}
		defer events.Stop()
		added := 0
		for {
			select {
			case <-ctx.Done():
				return fmt.Errorf("after %d objects: %w", added, ctx.Err())
			case event := <-events.ResultChan():
				if event.Type == watch.Added {
					added++
					continue
				}
				namespace, isNamespace := event.Object.(*core.Namespace)
				if event.Type == watch.Bookmark && isNamespace && namespace.Annotations[initialEventsEnd] == "true" {
					return mismatch("whether there are namespaces", added >= 4, true)
				}
				return fmt.Errorf("unexpected event %v: %v", event.Type, event.Object)
			}
		}
	}},
	{"shared informer", func(ctx context.Context, config *rest.Config) error {
		client, err := kubernetes.NewForConfig(config)
		if err != nil {
			return err
		}
		factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(meta.NamespaceDefault))
		maps := client.CoreV1().ConfigMaps(meta.NamespaceDefault)
		change := func(value string) *core.ConfigMap {
			return &core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: "informed"}, Data: map[string]string{"value": value}}
		}
		seen := newSeen("informed")
		if _, err := factory.Core().V1().ConfigMaps().Informer().AddEventHandler(seen.handler()); err != nil {
			return err
		}
		factory.Start(ctx.Done())
		for kind, isSynced := range factory.WaitForCacheSync(ctx.Done()) {
			if !isSynced {
				return fmt.Errorf("%v is not synced", kind)
			}
		}
		return steps(
			func() error {
				_, err := maps.Create(ctx, change("a"), meta.CreateOptions{})
				return step("create", err)
			},
			func() error { return seen.wait(ctx, &seen.added, "the added object") },
			func() error {
				_, err := maps.Update(ctx, change("b"), meta.UpdateOptions{})
				return step("update", err)
			},
			func() error { return seen.wait(ctx, &seen.updated, "the updated object") },
			func() error { return step("delete", maps.Delete(ctx, "informed", meta.DeleteOptions{})) },
			func() error { return seen.wait(ctx, &seen.deleted, "the deleted object") },
		)
	}},
	{"dynamic informers of all subjects", func(ctx context.Context, config *rest.Config) error {
		client, err := dynamic.NewForConfig(config)
		if err != nil {
			return err
		}
		factory := dynamicinformer.NewDynamicSharedInformerFactory(client, 0)
		for _, each := range subjects {
			factory.ForResource(each.resource).Informer()
		}
		factory.Start(ctx.Done())
		for resource, isSynced := range factory.WaitForCacheSync(ctx.Done()) {
			if !isSynced {
				return fmt.Errorf("%v is not synced", resource)
			}
		}
		return nil
	}},
}

// seen counts the events of one object.
type seen struct {
	name                    string
	added, updated, deleted atomic.Int32
	changed                 chan struct{}
}

func newSeen(name string) *seen {
	return &seen{name: name, changed: make(chan struct{}, 100)}
}

func (s *seen) handler() cache.ResourceEventHandlerFuncs {
	count := func(counter *atomic.Int32, object any) {
		key, err := cache.DeletionHandlingMetaNamespaceKeyFunc(object)
		if err == nil && key == meta.NamespaceDefault+"/"+s.name {
			counter.Add(1)
			s.changed <- struct{}{}
		}
	}
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { count(&s.added, object) },
		UpdateFunc: func(_, object any) { count(&s.updated, object) },
		DeleteFunc: func(object any) { count(&s.deleted, object) },
	}
}

func (s *seen) wait(ctx context.Context, counter *atomic.Int32, what string) error {
	for counter.Load() == 0 {
		select {
		case <-s.changed:
		case <-ctx.Done():
			return step(what, ctx.Err())
		}
	}
	return nil
}
