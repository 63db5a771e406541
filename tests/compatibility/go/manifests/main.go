// Reads Kubernetes manifests from standard input as strictly as an API server with field validation
// does: by the types of its API, where an unknown or a repeated field is an error. Prints each object as
// a line of JSON.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"

	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
)

func main() {
	log.SetFlags(0)
	decoder := serializer.NewCodecFactory(scheme.Scheme, serializer.EnableStrict).UniversalDeserializer()
	output := json.NewEncoder(os.Stdout)
	documents := yaml.NewYAMLReader(bufio.NewReader(os.Stdin))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			log.Fatal(err)
		}
		object, _, err := decoder.Decode(document, nil, nil)
		if err != nil {
			log.Fatalf("%v in\n%s", err, document)
		}
		if err := output.Encode(object); err != nil {
			log.Fatal(err)
		}
	}
}
