// Runs calls of ecr-public with the AWS SDK for Go: one JSON line in, one out. See ../test_sdks.py
// for what the lines are.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecrpublic"
	"github.com/aws/smithy-go"
)

type call struct {
	Operation  string
	Parameters json.RawMessage
}

const maxLineBytes = 64 << 20

func newClient() *ecrpublic.Client {
	return ecrpublic.New(ecrpublic.Options{
		Region:       os.Getenv("AWS_REGION"),
		BaseEndpoint: aws.String(os.Getenv("BERTH_URL")),
		Retryer:      aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider(
			os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), ""),
	})
}

func pageTags(client *ecrpublic.Client, parameters json.RawMessage) (any, error) {
	var input ecrpublic.DescribeImageTagsInput
	if err := json.Unmarshal(parameters, &input); err != nil {
		return nil, err
	}
	tags := []string{}
	pages := ecrpublic.NewDescribeImageTagsPaginator(client, &input)
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			return nil, err
		}
		for _, detail := range page.ImageTagDetails {
			tags = append(tags, *detail.ImageTag)
		}
	}
	return map[string]any{"imageTags": tags}, nil
}

func run(client *ecrpublic.Client, line []byte) (any, error) {
	var call call
	if err := json.Unmarshal(line, &call); err != nil {
		return nil, err
	}
	if call.Operation == "page tags" {
		return pageTags(client, call.Parameters)
	}
	method := reflect.ValueOf(client).MethodByName(call.Operation)
	input := reflect.New(method.Type().In(1).Elem())
	if err := json.Unmarshal(call.Parameters, input.Interface()); err != nil {
		return nil, err
	}
	results := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), input})
	if err, failed := results[1].Interface().(error); failed {
		return nil, err
	}
	return results[0].Interface(), nil
}

func main() {
	client := newClient()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, maxLineBytes)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		output, err := run(client, lines.Bytes())
		answer := map[string]any{"output": output}
		var refused smithy.APIError
		if errors.As(err, &refused) {
			answer = map[string]any{"error": refused.ErrorCode(), "message": refused.ErrorMessage()}
		} else if err != nil {
			answer = map[string]any{"error": fmt.Sprintf("%T", err), "message": err.Error()}
		}
		if err := answers.Encode(answer); err != nil {
			panic(err)
		}
	}
}
